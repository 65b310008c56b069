/* Visual Studio projects: small ones, one feature each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/source/fixture.h"

#define CONFIGS(x) "<ItemGroup Label=\"ProjectConfigurations\">" x "</ItemGroup>"
#define CONFIG(c) "<ProjectConfiguration Include=\"" c "\"/>"
#define FOUR CONFIGS(CONFIG("Debug|x64") CONFIG("Release|x64") CONFIG("Debug|Win32") CONFIG("Release|Win32"))
#define HEAD                                                         \
	"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n" \
	"<Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\">"
#define KIND(kind, type)                                                                  \
	"<PropertyGroup><ConfigurationType>" kind "</ConfigurationType><DriverType>" type \
	"</DriverType><PlatformToolset>WindowsKernelModeDriver10.0</PlatformToolset></PropertyGroup>"
#define KMDF HEAD FOUR KIND("Driver", "KMDF")

static const struct plan_driver *only(struct plan *p)
{
	assert_non_null(p);
	assert_int_equal(p->drivers.n, 1);
	return &p->drivers.v[0];
}

static void test_definitions(void **state)
{
	struct fixture *f = *state;
	put(f, "Drv/Main.C", KMDF_C);
	put(f, "Inc/x.h", "");
	put(f, "Shared/y.h", "");
	put(f, "drv/d.vcxproj",
	    KMDF
	    "<Import Project=\"$(VCTargetsPath)\\Microsoft.Cpp.props\"/>"
	    "<ItemDefinitionGroup><ClCompile>"
	    "<PreprocessorDefinitions>BASE=1;%(PreprocessorDefinitions)</PreprocessorDefinitions>"
	    "<AdditionalIncludeDirectories>$(DDK_INC_PATH);..\\inc;$(KMDF_INC_PATH)$(KMDF_VER_PATH)</AdditionalIncludeDirectories>"
	    "</ClCompile></ItemDefinitionGroup>"
	    "<ItemDefinitionGroup Condition=\"'$(Configuration)|$(Platform)'=='Release|x64'\"><ClCompile>"
	    "<PreprocessorDefinitions>%(PreprocessorDefinitions);REL;EMPTY=;ESC=\\\"x\\\"</PreprocessorDefinitions>"
	    "<AdditionalIncludeDirectories>%(AdditionalIncludeDirectories);$(MSBuildThisFileDirectory)..\\SHARED</AdditionalIncludeDirectories>"
	    "</ClCompile></ItemDefinitionGroup>"
	    "<ItemDefinitionGroup Condition=\"'$(Configuration)'=='Debug'\"><ClCompile>"
	    "<PreprocessorDefinitions>%(PreprocessorDefinitions);DEB</PreprocessorDefinitions></ClCompile></ItemDefinitionGroup>"
	    "<ItemGroup><ClCompile Include=\"..\\DRV\\main.c\">"
	    "<PreprocessorDefinitions>%(PreprocessorDefinitions);ITEM=\"a b\"</PreprocessorDefinitions>"
	    "<ForcedIncludeFiles>pre\\fix.h</ForcedIncludeFiles>"
	    "<UndefinePreprocessorDefinitions>OLD</UndefinePreprocessorDefinitions>"
	    "<AdditionalOptions>/DOPT=2 /UGONE %(AdditionalOptions)</AdditionalOptions>"
	    "</ClCompile></ItemGroup></Project>");
	const struct plan_driver *d = only(plan_of(f, NULL, ""));
	assert_true(d->driver && d->framework == PLAN_KMDF && d->fw_major == 1 && d->fw_minor == 15);
	assert_true(str_is(d->config, "Release|x64"));
	assert_int_equal(d->configs.n, 4);
	const struct plan_unit *u = unit_of(d, "Drv/Main.C");
	assert_non_null(u);
	assert_false(u->cplusplus);
	assert_string_equal(macro(u, "BASE"), "1");
	assert_string_equal(macro(u, "REL"), "1");
	assert_string_equal(macro(u, "EMPTY"), "");
	assert_string_equal(macro(u, "ESC"), "\"x\"");
	assert_string_equal(macro(u, "ITEM"), "\"a b\"");
	assert_string_equal(macro(u, "OPT"), "2");
	assert_null(macro(u, "DEB"));
	assert_true(has(&u->undefs, "OLD") && has(&u->undefs, "GONE") && has(&u->forced, "pre/fix.h"));
	assert_int_equal(u->includes.n, 2);
	assert_true(str_is(u->includes.v[0], "Inc") && str_is(u->includes.v[1], "Shared"));
	assert_int_equal(d->notes.n, 0);
	d = only(plan_of(f, NULL, "debug|win32"));
	assert_true(str_is(d->config, "Debug|Win32"));
	assert_non_null(macro(&d->units.v[0], "DEB"));
	assert_null(macro(&d->units.v[0], "REL"));
	d = only(plan_of(f, NULL, "Release|ARM64"));
	assert_true(str_is(d->config, "Release|x64"));
}

static void test_items(void **state)
{
	struct fixture *f = *state;
	put(f, "a.c", KMDF_C);
	put(f, "b.cpp", ""), put(f, "as.c", ""), put(f, "no.c", ""), put(f, "w/one.c", ""), put(f, "w/x/two.C", "");
	put(f, "cond.c", ""), put(f, "gone.c", ""), put(f, "upd.c", "");
	put(f, "d.vcxproj",
	    KMDF
	    "<ItemGroup><ClCompile Include=\"a.c; b.cpp;missing.c\"/>"
	    "<ClCompile Include=\"as.c\"><CompileAs>CompileAsCpp</CompileAs><LanguageStandard>stdcpp20</LanguageStandard></ClCompile>"
	    "<ClCompile Include=\"no.c\"><ExcludedFromBuild Condition=\"'$(Platform)'=='x64'\">true</ExcludedFromBuild></ClCompile>"
	    "<ClCompile Include=\"w\\**\\*.c\" Exclude=\"w\\one.c\"/>"
	    "<ClCompile Include=\"cond.c\" Condition=\"'$(Platform)' != 'x64' and true\"/>"
	    "<ClCompile Include=\"gone.c;upd.c\"/><ClCompile Remove=\"gone.c\"/>"
	    "<ClCompile Update=\"UPD.c\" PreprocessorDefinitions=\"UPDATED\"/>"
	    "<More Include=\"a.c\"/><ClCompile Include=\"@(More)\" Exclude=\"@(ClCompile)\"/>"
	    "<ClCompile Include=\"..\\..\\..\\etc\\passwd.c;C:\\x.c\"/>"
	    "</ItemGroup><Target Name=\"x\"><ItemGroup><ClCompile Include=\"no.c\"/></ItemGroup></Target></Project>");
	const struct plan_driver *d = only(plan_of(f, NULL, ""));
	assert_int_equal(d->units.n, 5);
	assert_true(unit_of(d, "b.cpp")->cplusplus && unit_of(d, "as.c")->cplusplus);
	assert_int_equal(unit_of(d, "as.c")->standard, 20);
	assert_int_equal(unit_of(d, "b.cpp")->standard, 0);
	assert_non_null(unit_of(d, "w/x/two.C"));
	assert_non_null(macro(unit_of(d, "upd.c"), "UPDATED"));
	assert_true(has_part(&d->notes, "missing.c") && has_part(&d->notes, "passwd.c") && has_part(&d->notes, "C:"));
}

static void test_sheets(void **state)
{
	struct fixture *f = *state;
	put(f, "src/a.c", KMDF_C);
	put(f, "build/inc/i.h", "");
	put(f, "Directory.Build.props", "<Project><PropertyGroup><FromAbove>yes</FromAbove></PropertyGroup></Project>");
	put(f, "build/common.props",
	    "<Project><PropertyGroup><Common>$(MSBuildThisFileDirectory)inc</Common>"
	    "<KMDF_VERSION_MINOR Condition=\"'$(FromAbove)'=='YES'\">31</KMDF_VERSION_MINOR></PropertyGroup>"
	    "<ImportGroup><Import Project=\"more.props\"/></ImportGroup></Project>");
	put(f, "build/more.props",
	    "<Project><ItemDefinitionGroup><ClCompile><AdditionalIncludeDirectories>$(Common);$(Nowhere)\\x;$(Unset);%(AdditionalIncludeDirectories)"
	    "</AdditionalIncludeDirectories></ClCompile></ItemDefinitionGroup></Project>");
	put(f, "src/loop.props", "<Project><Import Project=\"loop.props\"/></Project>");
	put(f, "src/d.vcxproj",
	    KMDF
	    "<Import Project=\"$(VCTargetsPath)\\Microsoft.Cpp.Default.props\"/>"
	    "<Import Project=\"$(ProjectDir)..\\build\\COMMON.props\" Condition=\"Exists('..\\build\\common.props')\"/>"
	    "<Import Project=\"absent.props\" Condition=\"exists('absent.props')\"/><Import Project=\"lost.props\"/>"
	    "<Import Project=\"loop.props\"/>"
	    "<Choose><When Condition=\"'$(FromAbove)'!='yes'\"><PropertyGroup><W>no</W></PropertyGroup></When>"
	    "<Otherwise><PropertyGroup><W>a b</W></PropertyGroup></Otherwise></Choose>"
	    "<PropertyGroup><Fn>$(W.Replace(' ','').ToUpper())</Fn></PropertyGroup>"
	    "<ItemGroup Condition=\"'$(Fn)'=='AB' And !('$(X)'=='1' or 10.0.2 &lt; 10.0.1)\"><ClCompile Include=\"a.c\">"
	    "<PreprocessorDefinitions>FN=$(Fn);DIR=$(ProjectDir)</PreprocessorDefinitions></ClCompile></ItemGroup></Project>");
	const struct plan_driver *d = only(plan_of(f, NULL, ""));
	assert_int_equal(d->fw_minor, 31);
	assert_string_equal(macro(unit_of(d, "src/a.c"), "FN"), "AB");
	assert_string_equal(macro(unit_of(d, "src/a.c"), "DIR"), "src\\");
	assert_true(str_is(d->units.v[0].includes.v[0], "build/inc"));
	assert_true(has_part(&d->notes, "src/lost.props is not there") && !has_part(&d->notes, "absent.props"));
	assert_true(has_part(&d->notes, "$(Nowhere)") && !has_part(&d->notes, "$(Unset)"));
	assert_true(has_part(&d->notes, "loop"));
}

static void test_wpp(void **state)
{
	struct fixture *f = *state;
	put(f, "a.c", "#include <wdf.h>\n#include \"a.tmh\"\n#include \"trace.h\"\n" KMDF_C);
	put(f, "trace.h",
	    "//\n// begin_wpp config\n// FUNC Trace{FLAGS=ALL}(LEVEL, MSG, ...);\n// FUNC FuncEntry();\n"
	    "// USEPREFIX(Trace, \"x\");\n// Plain{LEVEL=X}(FLAGS, MSG, ...);\n// CUSTOM_TYPE(MSG, x);\n// end_wpp\n");
	put(f, "d.vcxproj",
	    KMDF
	    "<ItemDefinitionGroup><ClCompile><WppEnabled>true</WppEnabled>"
	    "<WppScanConfigurationData Condition=\"'%(ClCompile.ScanConfigurationData)' == ''\">trace.h</WppScanConfigurationData>"
	    "<WppTraceFunction>TraceEvents(LEVEL,FLAGS,MSG,...);Hexdump((LEVEL,FLAGS,MSG,...))</WppTraceFunction>"
	    "<WppAdditionalOptions>-km -func:DbgOut{LEVEL=X}(MSG,...) -scan:\"$(KMDF_INC_PATH)\\x.h\"</WppAdditionalOptions>"
	    "</ClCompile></ItemDefinitionGroup>"
	    "<ItemGroup><ClCompile Include=\"a.c\"/><MessageCompile Include=\"Log.mc\"/>"
	    "<Wmimofck Include=\".\\$(IntDir)\\x.bmf\"><HeaderOutputFile>.\\$(IntDir)\\XMof.h</HeaderOutputFile></Wmimofck></ItemGroup>"
	    "<PropertyGroup><RunCodeAnalysis>false</RunCodeAnalysis><CodeAnalysisRuleSet>My.ruleset</CodeAnalysisRuleSet></PropertyGroup></Project>");
	const struct plan_driver *d = only(plan_of(f, NULL, ""));
	static const char *const names[] = {
		"Trace", "FuncEntry", "TraceEvents", "Hexdump", "DbgOut", "DoTraceMessage"
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!traces(d, names[i]))
			fail_msg("%s", names[i]);
	assert_int_equal(d->wpp.n, 7);
	assert_true(traces(d, "Plain") && str_is(d->wpp.v[0].words, "TraceEvents(LEVEL,FLAGS,MSG,...)"));
	assert_true(has(&d->generated, "a.tmh") && has(&d->generated, "Log.h") && has(&d->generated, "XMof.h"));
	/* All four configurations are asked; this one comes first. */
	assert_int_equal(d->facts.n, 8);
	assert_true(d->facts.v[0].kind == PLAN_ANALYSIS && str_is(d->facts.v[0].value, "false") && d->facts.v[0].line);
	assert_true(str_eq(d->facts.v[0].name, d->config));
	assert_true(d->facts.v[1].kind == PLAN_RULE_SET && str_is(d->facts.v[1].value, "My.ruleset"));
}

static void test_kinds(void **state)
{
	struct fixture *f = *state;
	put(f, "a.c", DRIVER_C);
	put(f, "app.vcxproj",
	    HEAD FOUR "<PropertyGroup><ConfigurationType>Application</ConfigurationType></PropertyGroup>"
		      "<ItemGroup><ClCompile Include=\"a.c\"/></ItemGroup></Project>");
	put(f, "pkg.vcxproj", HEAD FOUR KIND("Driver", "Package") "</Project>");
	put(f, "wdm.vcxproj",
	    HEAD FOUR KIND("Driver", "WDM") "<ItemGroup><ClCompile Include=\"a.c\"/></ItemGroup></Project>");
	put(f, "um.vcxproj",
	    HEAD FOUR
	    "<PropertyGroup><ConfigurationType>DynamicLibrary</ConfigurationType><DriverType>UMDF</DriverType>"
	    "<UMDF_VERSION_MAJOR>2</UMDF_VERSION_MAJOR><PlatformToolset>WindowsUserModeDriver10.0</PlatformToolset></PropertyGroup>"
	    "<ItemGroup><ClCompile Include=\"a.c\"/></ItemGroup></Project>");
	put(f, "native.vcxproj",
	    HEAD FOUR
	    "<PropertyGroup><ConfigurationType>Application</ConfigurationType></PropertyGroup>"
	    "<ItemDefinitionGroup><Link><SubSystem>Native</SubSystem><Driver>Driver</Driver></Link></ItemDefinitionGroup>"
	    "<ItemGroup><ClCompile Include=\"a.c\"/></ItemGroup></Project>");
	put(f, "broken.vcxproj", HEAD "<ItemGroup>");
	put(f, "dtd.vcxproj", "<!DOCTYPE Project [<!ENTITY x SYSTEM \"/etc/passwd\">]><Project>&x;</Project>");
	struct plan *p = plan_of(f, NULL, "");
	assert_int_equal(p->drivers.n, 7);
	assert_false(driver_named(p, "app")->driver);
	assert_false(driver_named(p, "pkg")->driver);
	assert_true(driver_named(p, "wdm")->driver && driver_named(p, "wdm")->framework == PLAN_WDM);
	assert_true(driver_named(p, "um")->driver && driver_named(p, "um")->framework == PLAN_UMDF);
	assert_int_equal(driver_named(p, "um")->fw_minor, 15);
	assert_true(driver_named(p, "native")->driver);
	assert_true(str_is(driver_named(p, "broken")->why_not, "broken.vcxproj: not well-formed XML"));
	assert_true(str_is(driver_named(p, "dtd")->why_not, "dtd.vcxproj: has a document type definition"));
}

static void test_libraries(void **state)
{
	struct fixture *f = *state;
	put(f, "drv/a.c", KMDF_C), put(f, "drv2/b.c", KMDF_C), put(f, "lib/l.c", "#include <ntddk.h>\n"),
		put(f, "lib2/m.c", "");
	put(f, "drv/d.vcxproj",
	    KMDF
	    "<ItemGroup><ClCompile Include=\"a.c\"/><ProjectReference Include=\"..\\lib\\lib.vcxproj\"/></ItemGroup></Project>");
	put(f, "drv2/e.vcxproj",
	    KMDF
	    "<ItemDefinitionGroup><Link><AdditionalDependencies>%(AdditionalDependencies);$(OutDir)\\Two.lib;$(DDK_LIB_PATH)\\ntstrsafe.lib"
	    "</AdditionalDependencies></Link></ItemDefinitionGroup><ItemGroup><ClCompile Include=\"b.c;..\\drv\\a.c\"/></ItemGroup></Project>");
	put(f, "lib/lib.vcxproj",
	    HEAD FOUR KIND("StaticLibrary", "KMDF") "<ItemGroup><ClCompile Include=\"l.c\"/></ItemGroup></Project>");
	put(f, "lib2/lib2.vcxproj",
	    HEAD FOUR KIND("StaticLibrary", "KMDF") "<PropertyGroup><TargetName>two</TargetName></PropertyGroup>"
						    "<ItemGroup><ClCompile Include=\"m.c\"/></ItemGroup></Project>");
	put(f, "all.sln",
	    "Microsoft Visual Studio Solution File\r\n"
	    "Project(\"{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}\") = \"d\", \"drv\\d.vcxproj\", \"{A}\"\r\nEndProject\r\n"
	    "Project(\"{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}\") = \"e\", \"Drv2\\e.vcxproj\", \"{B}\"\r\nEndProject\r\n"
	    "Project(\"{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}\") = \"l2\", \"lib2\\lib2.vcxproj\", \"{C}\"\r\nEndProject\r\n"
	    "\t\t{A}.Release|x64.ActiveCfg = Debug|x64\r\n");
	struct plan *p = plan_of(f, NULL, "");
	assert_int_equal(p->drivers.n, 4);
	assert_true(str_is(unit_of(driver_named(p, "d"), "lib/l.c")->library, "lib/lib.vcxproj"));
	assert_true(str_is(driver_named(p, "d")->config, "Debug|x64"));
	assert_non_null(unit_of(driver_named(p, "e"), "lib2/m.c"));
	assert_non_null(unit_of(driver_named(p, "e"), "drv/a.c"));
	assert_false(driver_named(p, "lib")->driver);
	assert_true(str_is(driver_named(p, "lib")->why_not, "a library; its sources are reviewed with d"));
	/* Asked for one project only, its libraries come along without being listed. */
	p = plan_of(f, "drv2/e.vcxproj", "");
	assert_int_equal(p->drivers.n, 1);
	assert_non_null(unit_of(driver_named(p, "e"), "lib2/m.c"));
	p = plan_of(f, "all.sln", "");
	assert_int_equal(p->drivers.n, 3);
	p = plan_of(f, "drv/a.c", "");
	assert_int_equal(p->drivers.n, 1);
	assert_true(str_is(p->drivers.v[0].name, "d"));
	assert_null(unit_of(&p->drivers.v[0], "drv2/b.c"));
	put(f, "new.slnx", "<Solution><Folder Name=\"/x/\"><Project Path=\"drv/d.vcxproj\"/></Folder></Solution>");
	p = plan_of(f, "new.slnx", "");
	assert_int_equal(p->drivers.n, 1);
	assert_null(plan_of(f, "../x", ""));
	assert_null(plan_of(f, "absent", ""));
	assert_int_equal(f->e.code, ERR_NOT_FOUND);
}

static void test_growth(void **state)
{
	struct fixture *f = *state;
	static const char again[] = "<A>$(A)$(A)$(A)$(A)</A>";
	char text[8192] = KMDF "<PropertyGroup><A>xxxxxxxxxxxxxxxx</A>";
	size_t n = strlen(text);
	for (int i = 0; i < 60; i++, n += sizeof again - 1)
		memcpy(text + n, again, sizeof again);
	snprintf(text + n, sizeof text - n,
		 "</PropertyGroup><ItemGroup><ClCompile Include=\"a.c\"/></ItemGroup></Project>");
	put(f, "a.c", KMDF_C);
	put(f, "d.vcxproj", text);
	struct plan *p = plan_of(f, NULL, "");
	const struct plan_driver *d = driver_named(p, "d");
	assert_false(d->driver);
	/* Its source is not lost: it is reviewed without the project. */
	assert_int_equal(p->drivers.n, 2);
	assert_non_null(memmem(d->why_not.s, d->why_not.n, "limit", 5));
}

/* Every prefix of a project, and single changed bytes: no crash, always a plan. */
static void test_cut(void **state)
{
	struct fixture *f = *state;
	char text[] = KMDF
		"<PropertyGroup><A>$(X.Replace('a','b'))$([MSBuild]::GetPathOfFileAbove('a.c'))%41</A></PropertyGroup>"
		"<ItemGroup Condition=\"'$(A)'=='' or (Exists('x') and !('%(X)' &lt; 3))\"><ClCompile Include=\"a.c;**\\*.c\">"
		"<WppEnabled>true</WppEnabled><WppTraceFunction>T{A=1}(L,M,...)</WppTraceFunction></ClCompile></ItemGroup></Project>";
	put(f, "a.c", KMDF_C);
	for (size_t i = 0; i + 1 < sizeof text; i += 3) {
		char old = text[i];
		put_bytes(f, "d.vcxproj", text, i);
		assert_non_null(plan_of(f, NULL, ""));
		text[i] = "$('\";)%<&"[i % 9];
		put_bytes(f, "d.vcxproj", text, sizeof text - 1);
		assert_non_null(plan_of(f, NULL, ""));
		text[i] = old;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_definitions, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_items, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_sheets, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_wpp, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_kinds, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_libraries, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_growth, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_cut, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
