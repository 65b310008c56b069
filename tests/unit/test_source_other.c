/* SOURCES files, compilation databases, folders without a project, INF files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/source/fixture.h"

#include "source/inf.h"
#include "source/text.h"

#define SOURCES                                                                                                             \
	"!IF \"$(_BUILDARCH)\" == \"x86\"\r\nBITS=32\r\n!ELSE\r\nBITS=64\r\n!ENDIF\r\n"                                     \
	"# a comment\r\nTARGETNAME=drv$(BITS)\r\nTARGETTYPE=DRIVER\r\nKMDF_VERSION_MAJOR=1\r\n"                             \
	"!if defined(NOPE) && (1 > 2)\r\nKMDF_VERSION_MINOR=5\r\n!elseif exist(a.c)\r\nKMDF_VERSION_MINOR=11\r\n!endif\r\n" \
	"INCLUDES=$(DDK_INC_PATH);..\\INC ; ..\\nowhere\r\n"                                                                \
	"C_DEFINES=$(C_DEFINES) -DA -DB=2 /DC=\"x\"\r\n"                                                                    \
	"!INCLUDE common.inc\r\n"                                                                                           \
	"SOURCES= a.c \\\r\n   $(EXTRA) \\\r\n   res.rc msg.mc \\\r\n\r\nAMD64_SOURCES=..\\x64\\m.c\r\n"                    \
	"RUN_WPP=$(SOURCES) -km -func:Trace(LEVEL,MSG,...) -scan:trace.h\r\n"

static void test_ddk(void **state)
{
	struct fixture *f = *state;
	put(f, "dirs", "DIRS= \\\r\n sys\r\n");
	put(f, "sys/SOURCES", SOURCES);
	put(f, "sys/common.inc", "EXTRA=B.CPP\nC_DEFINES=$(C_DEFINES) -DFROM_INC\n");
	put(f, "sys/makefile.inc", "$(OBJ_PATH)\\$(O)\\dMof.h: $(OBJ_PATH)\\$O\\d.bmf\n\twmimofck -h$@\n");
	put(f, "sys/a.c", KMDF_C), put(f, "sys/b.cpp", ""), put(f, "x64/m.c", ""), put(f, "inc/x.h", "");
	put(f, "sys/trace.h", "// begin_wpp config\n// FUNC Enter{LEVEL=V}(MSG, ...);\n// end_wpp\n");
	put(f, "sys/d.inx", "[Version]\nSignature=\"$WINDOWS NT$\"\n");
	put(f, "app/sources", "TARGETNAME=app\nTARGETTYPE=PROGRAM\nSOURCES=main.c\n"),
		put(f, "app/main.c", "int main(void) { return 0; }\n");
	struct plan *p = plan_of(f, NULL, "");
	assert_non_null(p);
	const struct plan_driver *d = driver_named(p, "drv64");
	assert_non_null(d);
	assert_true(d->driver && d->framework == PLAN_KMDF && d->fw_major == 1 && d->fw_minor == 11);
	assert_int_equal(d->units.n, 3);
	const struct plan_unit *u = unit_of(d, "sys/b.cpp");
	assert_true(u->cplusplus && u->includes.n == 1 && str_is(u->includes.v[0], "inc"));
	assert_string_equal(macro(u, "B"), "2");
	assert_string_equal(macro(u, "FROM_INC"), "1");
	assert_non_null(unit_of(d, "x64/m.c"));
	assert_true(traces(d, "Trace") && traces(d, "Enter"));
	assert_true(has(&d->generated, "msg.h") && has(&d->generated, "dMof.h") && has(&d->infs, "sys/d.inx"));
	assert_true(has_part(&d->notes, "nowhere"));
	assert_false(driver_named(p, "app")->driver);
	p = plan_of(f, "sys/sources", "Debug|Win32");
	assert_non_null(driver_named(p, "drv32"));
	assert_int_equal(driver_named(p, "drv32")->units.n, 2);
	assert_string_equal(macro(&driver_named(p, "drv32")->units.v[0], "DBG"), "1");
}

static void test_compdb(void **state)
{
	struct fixture *f = *state;
	put(f, "src/a.c", KMDF_C), put(f, "src/b.cpp", ""), put(f, "inc/x.h", ""),
		put(f, "tool/t.c", "int main(void) { return 0; }\n");
	put(f, "build/compile_commands.json",
	    "[{\"directory\":\"C:\\\\w\\\\proj\\\\build\",\"file\":\"C:\\\\w\\\\proj\\\\src\\\\a.c\",\"output\":\"CMakeFiles/drv.dir/src/a.c.obj\","
	    "\"command\":\"cl.exe /nologo -IC:\\\\w\\\\proj\\\\Inc /I ..\\\\src \\\"/DNAME=\\\\\\\"a b\\\\\\\"\\\" /DKMDF_VERSION_MAJOR=1 /DKMDF_VERSION_MINOR=27 "
	    "/IC:\\\\kits\\\\km /FIpre.h /c C:\\\\w\\\\proj\\\\src\\\\a.c\"},"
	    "{\"directory\":\"C:/w/proj/build\",\"file\":\"../src/b.cpp\",\"arguments\":[\"clang-cl\",\"-o\",\"CMakeFiles/drv.dir/b.obj\",\"-D\",\"X=1\",\"/std:c++20\",\"/UY\"]},"
	    "{\"directory\":\"C:/w/proj/build\",\"file\":\"../tool/t.c\",\"output\":\"CMakeFiles/tool.dir/t.obj\",\"command\":\"cl\"},"
	    "{\"directory\":\"/\",\"file\":\"/etc/passwd.c\",\"command\":\"cc\"}, 7]");
	struct plan *p = plan_of(f, NULL, "");
	const struct plan_driver *d = driver_named(p, "drv");
	assert_non_null(d);
	assert_true(d->driver && d->framework == PLAN_KMDF && d->fw_minor == 27);
	assert_int_equal(d->units.n, 2);
	const struct plan_unit *u = unit_of(d, "src/a.c");
	assert_string_equal(macro(u, "NAME"), "\"a b\"");
	assert_true(u->includes.n == 2 && str_is(u->includes.v[0], "inc") && str_is(u->includes.v[1], "src"));
	assert_true(has(&u->forced, "pre.h"));
	assert_true(has(&unit_of(d, "src/b.cpp")->undefs, "Y"));
	assert_int_equal(unit_of(d, "src/b.cpp")->standard, 20);
	assert_false(driver_named(p, "tool")->driver);
	put(f, "build/compile_commands.json", "{");
	assert_null(plan_of(f, "build/compile_commands.json", ""));
	assert_int_equal(f->e.code, ERR_INPUT);
}

static void test_bare(void **state)
{
	struct fixture *f = *state;
	put(f, "drv/src/main.c", "#include \"common.h\"\nextern \"C\" {\nNTSTATUS DriverEntry(int a) // x\n{\n}\n}\n");
	put(f, "drv/src/io/queue.c", "#include <shared/io.h>\n");
	put(f, "drv/include/common.h", "#include \"deep/er.h\"\n"), put(f, "drv/other/deep/er.h", "#include <wdf.h>\n");
	put(f, "drv/include/shared/io.h", "#include <ntddk.h>\n");
	put(f, "drv/src/part.c", "#include <ntddk.h>\n"), put(f, "drv/src/all.c", "#include \"part.c\"\n");
	put(f, "app/main.c", "#include <windows.h>\nint main(void)\n{\n}\n");
	put(f, "drv/x.inf", "[a]\nKmdfService=x,y\n[y]\nKmdfLibraryVersion = 1.19\n");
	struct plan *p = plan_of(f, NULL, "");
	assert_int_equal(p->drivers.n, 1);
	const struct plan_driver *d = &p->drivers.v[0];
	assert_true(d->driver && d->framework_guessed && d->framework == PLAN_KMDF);
	assert_true(d->fw_major == 1 && d->fw_minor == 19);
	assert_true(str_is(d->name, "drv/src"));
	assert_int_equal(d->units.n, 3);
	assert_true(has(&d->units.v[0].includes, "drv/include") && has(&d->units.v[0].includes, "drv/other"));
	assert_true(has_part(&p->skipped, "drv/src/part.c: included") && has_part(&p->skipped, "app/main.c"));
	p = plan_of(f, "drv/src/io/queue.c", "");
	assert_int_equal(p->drivers.n, 1);
	/* wdf.h is not in sight of this file, but the INF beside the driver installs a KMDF service. */
	assert_int_equal(p->drivers.v[0].framework, PLAN_KMDF);
}

static void test_snippets(void **state)
{
	struct fixture *f = *state;
	put(f, "one.c", "VOID EvtIoRead(WDFQUEUE Queue)\n{\n}\n");
	struct plan *p = plan_of(f, NULL, "");
	assert_int_equal(p->drivers.n, 1);
	assert_true(p->drivers.v[0].driver);
	put(f, "two.c", KMDF_C), put(f, "three.c", DRIVER_C);
	p = plan_of(f, NULL, "");
	assert_int_equal(p->drivers.n, 2); /* two entry points in a folder are two drivers */
	unlink("x");
	put_bytes(f, "bin.c", "\0\0\1\2\3\4\5\6\7", 9);
	p = plan_of(f, NULL, "");
	assert_true(has_part(&p->skipped, "bin.c: binary"));
}

static void test_nothing(void **state)
{
	struct fixture *f = *state;
	put(f, "readme.md", "x");
	assert_null(plan_of(f, NULL, ""));
	assert_int_equal(f->e.code, ERR_INPUT);
}

#define INF                                                                                                    \
	"; comment\n[Version]\nSignature = \"$WINDOWS NT$\" ; more\nProvider=%Name%\n[echo.NT.Services]\n"     \
	"AddService = ECHO, 0x00000002, \\\n   echo_Service\n[echo_Service]\nServiceBinary = %12%\\echo.sys\n" \
	"AddReg = Params, More\n[params]\nHKR,\"Parameters\\Wdf\",\"VerifierOn\",0x00010001,1\n"               \
	"HKR,,\"a=b\",,\"say \"\"hi\"\"\"\n[echo.NT.Wdf]\nKmdfService = ECHO, echo_wdf\n[echo_wdf]\n"          \
	"KmdfLibraryVersion = $KMDFVERSION$\nKmdfLibraryVersion = 1.15\n[Strings]\nName = \"Acme; Inc\"\nName2=%Name%\n"

struct seen {
	unsigned n;
	struct inf_service s;
	struct inf_reg r;
};

static bool on_service(void *arg, const struct inf_service *s)
{
	struct seen *x = arg;
	x->n++;
	x->s = *s;
	return true;
}

static bool on_reg(void *arg, const struct inf_reg *r)
{
	struct seen *x = arg;
	if (!x->n++)
		x->r = *r;
	return true;
}

static void test_inf(void **state)
{
	struct fixture *f = *state;
	struct inf *x = inf_parse(f->a, STR(INF));
	struct seen s = { 0 }, r = { 0 };
	assert_true(str_is(inf_value(x, STR("version"), STR("provider"), 0), "Acme; Inc"));
	assert_true(str_is(inf_value(x, STR("version"), STR("SIGNATURE"), 0), "$WINDOWS NT$"));
	inf_each_service(x, on_service, &s);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.s.line, 6);
	assert_true(str_is(s.s.name, "ECHO") && str_is(s.s.install, "echo_Service") &&
		    str_is(s.s.binary, "%12%\\echo.sys"));
	inf_each_reg(x, on_reg, &r);
	assert_int_equal(r.n, 2);
	assert_true(str_is(r.r.root, "HKR") && str_is(r.r.key, "Parameters\\Wdf") && str_is(r.r.name, "VerifierOn") &&
		    str_is(r.r.value, "1"));
	assert_true(str_is(x->sections.v[4].name, "echo.NT.Wdf") || x->sections.n > 4);
	assert_true(str_is(inf_section(x, STR("PARAMS"))->lines.v[1].values.v[4], "say \"hi\""));
	struct inf_wdf w = inf_wdf(x);
	assert_true(w.kmdf && !w.umdf && w.kmdf_major == 1 && w.kmdf_minor == 15 && str_is(w.service, "ECHO"));
}

/* Every prefix of each text format, and single changed bytes. */
static void test_cut(void **state)
{
	struct fixture *f = *state;
	char inf[] = INF, sources[] = SOURCES,
	     json[] = "[{\"directory\":\"/w\",\"file\":\"/w/a.c\",\"command\":\"cl \\\"-DX\\\" -I inc\"}]";
	put(f, "a.c", KMDF_C);
	for (size_t i = 0; i + 1 < sizeof inf; i++) {
		char old = inf[i];
		inf_wdf(inf_parse(f->a, (struct str){ inf, i }));
		inf[i] = "\"[]=,\\%;\n"[i % 9];
		struct inf *x = inf_parse(f->a, STR(inf));
		struct seen s = { 0 };
		inf_each_service(x, on_service, &s);
		inf_each_reg(x, on_reg, &s);
		inf[i] = old;
	}
	for (size_t i = 0; i + 1 < sizeof sources; i++) {
		char old = sources[i];
		put_bytes(f, "sources", sources, i);
		assert_non_null(plan_of(f, NULL, ""));
		sources[i] = "!$(\"\\\n#)="[i % 9];
		put_bytes(f, "sources", sources, sizeof sources - 1);
		assert_non_null(plan_of(f, NULL, ""));
		sources[i] = old;
	}
	for (size_t i = 0; i + 1 < sizeof json; i++) {
		char old = json[i];
		json[i] = "\"[]{},\\:1"[i % 9];
		put_bytes(f, "compile_commands.json", json, sizeof json - 1);
		plan_of(f, NULL, "");
		json[i] = old;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ddk, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_compdb, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_bare, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_snippets, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_nothing, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_inf, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_cut, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
