// A KMDF driver of any number of units, made here: one DPC in each, and the mistakes one asks for.
const project = (sources) => `<?xml version="1.0" encoding="utf-8"?>
<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <ItemGroup Label="ProjectConfigurations">
    <ProjectConfiguration Include="Release|x64"><Configuration>Release</Configuration><Platform>x64</Platform></ProjectConfiguration>
  </ItemGroup>
  <PropertyGroup Label="Configuration">
    <ConfigurationType>Driver</ConfigurationType><DriverType>KMDF</DriverType>
    <KMDF_VERSION_MAJOR>1</KMDF_VERSION_MAJOR><KMDF_VERSION_MINOR>15</KMDF_VERSION_MINOR>
    <PlatformToolset>WindowsKernelModeDriver10.0</PlatformToolset>
  </PropertyGroup>
  <ItemGroup>
${sources.map((s) => `    <ClCompile Include="${s}" />`).join('\n')}
  </ItemGroup>
</Project>
`;
const main = (units) => `#include "echo.h"

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD EchoEvtDeviceAdd;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDF_DRIVER_CONFIG_INIT(&config, EchoEvtDeviceAdd);
	return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
EchoEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_DPC_CONFIG dpc;
	WDFDEVICE device;
	WDFDPC handle;
	NTSTATUS status;
	UNREFERENCED_PARAMETER(Driver);
	status = WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &device);
	if (!NT_SUCCESS(status))
		return status;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = device;
${units.map((n) => `	WDF_DPC_CONFIG_INIT(&dpc, EchoDpc${n});
	status = WdfDpcCreate(&dpc, &attributes, &handle);
	if (!NT_SUCCESS(status))
		return status;
`).join('')}	return status;
}
`;
/** wrong: lines of mistakes, each a key of `mistakes`; note: a line of comment above everything. */
export const mistakes = {
	paged: '	if (!NT_SUCCESS(WdfMemoryCreate(WDF_NO_OBJECT_ATTRIBUTES, PagedPool, \'hcEt\', count, &memory, NULL)))\n		count = 0;',
	sleep: '	KeDelayExecutionThread(KernelMode, FALSE, &interval);',
};
export const unit = (n, wrong = [], note = '') => `${note ? `/* ${note} */\n` : ''}#include "echo.h"

VOID
EchoDpc${n}(_In_ WDFDPC Dpc)
{
	WDFMEMORY memory = NULL;
	LARGE_INTEGER interval;
	ULONG count = ${n + 16};
	UNREFERENCED_PARAMETER(Dpc);
	interval.QuadPart = -10 * ${n + 1};
${wrong.map((w, i) => `	if (KeQueryTimeIncrement() == ${i})\n	{\n${mistakes[w]}\n	}`).join('\n')}
	UNREFERENCED_PARAMETER(memory);
	UNREFERENCED_PARAMETER(count);
	UNREFERENCED_PARAMETER(interval);
}
`;
/** The whole driver in echo/; wrong: { unit number: [mistakes] }; names: { unit number: file name }. */
export function driver(units, wrong = {}, names = {}) {
	const all = Array.from({ length: units }, (_, n) => n), file = (n) => names[n] ?? `unit${n}.c`;
	return { 'echo/echo.vcxproj': project(['main.c', ...all.map(file)]), 'echo/main.c': main(all),
		'echo/echo.h': `#pragma once\n#include <ntddk.h>\n#include <wdf.h>\n${all.map((n) => `EVT_WDF_DPC EchoDpc${n};`).join('\n')}\n`,
		...Object.fromEntries(all.map((n) => [`echo/${file(n)}`, unit(n, wrong[n] ?? [])])) };
}
