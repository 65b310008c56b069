"""Repositories with drivers in them, served over HTTP, and the rows that name them."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
REPO = os.path.dirname(os.path.dirname(HERE))
sys.path.append(os.path.join(REPO, "tests", "faults"))

B = os.path.abspath(os.environ.get("B", "build"))
PROBE = os.path.join(B, "tests", "git", "probe")
KEY = "5e" * 32
HOOK = "the hook's secret"
GIT_ENV = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
           "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a",
           "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
           "GIT_CONFIG_VALUE_0": "*"}


def git(folder, *args, text=None, **env):
    done = subprocess.run(["git", "-C", folder, *args], env={**GIT_ENV, **env}, input=text, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError("git %s: %s" % (" ".join(args), done.stderr.decode(errors="replace")))
    return done.stdout.decode(errors="surrogateescape").strip()


class Work:
    """A working copy and the bare repository it pushes to."""

    def __init__(self, root, name):
        self.bare = os.path.join(root, name + ".git")
        self.tree = os.path.join(root, name)
        git(root, "init", "-q", "--bare", "-b", "main", self.bare)
        git(root, "init", "-q", "-b", "main", self.tree)

    def put(self, files):
        for path, text in files.items():
            full = os.path.join(self.tree, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as f:
                f.write(text)

    def commit(self, message="change", push=True, branch=None):
        git(self.tree, "add", "-A")
        git(self.tree, "commit", "-q", "--allow-empty", "-m", message)
        if push:
            self.push("HEAD:refs/heads/" + (branch or git(self.tree, "branch", "--show-current")))
        return git(self.tree, "rev-parse", "HEAD")

    def push(self, *specs):
        git(self.tree, "push", "-q", "--force", self.bare, *specs)

    def switch(self, branch, start="main"):
        git(self.tree, "switch", "-q", "-C", branch, start)


class Server:
    def __init__(self, root, **env):
        self.log = os.path.join(root, "http.log")
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "server.py"), root, self.log],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **env})
        self.port = int(self.process.stdout.readline())

    def url(self, way, name, scheme="http"):
        return "%s://127.0.0.1:%d/%s/%s.git" % (scheme, self.port, way, name)

    def requests(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as f:
            return f.read().splitlines()

    def close(self):
        self.process.kill()
        self.process.wait()


def scratch():
    path = tempfile.mkdtemp(prefix="ringcheck-git-")
    os.chmod(path, 0o755)
    return path


def away(path):
    shutil.rmtree(path, ignore_errors=True)


def seal(text):
    done = subprocess.run([PROBE, "seal", KEY, text], capture_output=True, check=True, text=True)
    return done.stdout.strip()


# ---- drivers ----

PROJECT = """<?xml version="1.0" encoding="utf-8"?>
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
%s
  </ItemGroup>
</Project>
"""

HEADER = """#pragma once
#include <ntddk.h>
#include <wdf.h>
#include "../common/shared.h"
%s
"""

MAIN = """#include "%(name)s.h"

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD EvtDeviceAdd;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDF_DRIVER_CONFIG_INIT(&config, EvtDeviceAdd);
	return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS
EvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
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
%(register)s
	return status;
}
"""

REGISTER = """	WDF_DPC_CONFIG_INIT(&dpc, EvtDpc%d);
	status = WdfDpcCreate(&dpc, &attributes, &handle);
	if (!NT_SUCCESS(status))
		return status;
"""

UNIT = """#include "%(name)s.h"

/* Unit %(n)d. */
VOID
EvtDpc%(n)d(_In_ WDFDPC Dpc)
{
	WDFMEMORY memory;
	ULONG count = SHARED_COUNT + %(n)d;
	UNREFERENCED_PARAMETER(Dpc);
%(body)s
	UNREFERENCED_PARAMETER(memory);
	UNREFERENCED_PARAMETER(count);
}
"""

BAD = "\tif (!NT_SUCCESS(WdfMemoryCreate(WDF_NO_OBJECT_ATTRIBUTES, PagedPool, '%s', count, &memory, NULL)))\n\t\tcount = 0;"
GOOD = "\tif (!NT_SUCCESS(WdfMemoryCreate(WDF_NO_OBJECT_ATTRIBUTES, NonPagedPoolNx, '%s', count, &memory, NULL)))\n\t\tcount = 0;"


def unit(name, n, bad):
    return UNIT % {"name": name, "n": n, "body": (BAD if bad else GOOD) % ("t%03d" % n)}


def driver(name, units, bad=()):
    """A driver with so many units; those in `bad` hold one mistake each."""
    files = {"common/shared.h": "#pragma once\n#define SHARED_COUNT 16\n"}
    sources = ["main.c"] + ["unit%d.c" % n for n in range(units)]
    files[name + "/" + name + ".vcxproj"] = PROJECT % "\n".join('    <ClCompile Include="%s" />' % s for s in sources)
    files[name + "/" + name + ".h"] = HEADER % "\n".join("EVT_WDF_DPC EvtDpc%d;" % n for n in range(units))
    files[name + "/main.c"] = MAIN % {"name": name, "register": "".join(REGISTER % n for n in range(units))}
    for n in range(units):
        files["%s/unit%d.c" % (name, n)] = unit(name, n, n in bad)
    return files
