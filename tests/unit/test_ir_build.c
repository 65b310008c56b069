/* The builder: names, hash-consed paths, derived types, and how paths read to an author. */
#include "ir/ir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *a;
static struct ir_unit *u;
static uint32_t fi;

static struct ir_func *f(void)
{
	return &u->funcs.v[fi];
}

static ir_str s(const char *z)
{
	return ir_intern(u, str_from(z));
}

static uint32_t var(const char *name, ir_type t)
{
	return ir_var_add(u, f(), (struct ir_var){ .kind = IR_V_LOCAL, .name = s(name), .type = t });
}

/* 1 int, 2 record { Next: 3, Flags: 1, Arr: 4 }, 3 pointer to 2, 4 int[4], 5 pointer to 4 */
static int setup(void **state)
{
	struct ir_field *fields;
	(void)state;
	a = arena_new(16 << 20);
	u = ir_unit_new(a);
	fields = ARENA_ARRAY(a, struct ir_field, 3);
	fields[0] = (struct ir_field){ s("Next"), 3, 0, 0 };
	fields[1] = (struct ir_field){ s("Flags"), 1, 64, 0 };
	fields[2] = (struct ir_field){ s("Arr"), 4, 96, 0 };
	ir_type_add(u, (struct ir_type_rec){ .kind = IR_T_INT, .size = 4 });
	ir_type_add(u,
		    (struct ir_type_rec){
			    .kind = IR_T_RECORD, .name = s("CTX"), .tag = s("_CTX"), .fields = fields, .n_fields = 3 });
	ir_type_add(u, (struct ir_type_rec){ .kind = IR_T_PTR, .size = 8, .elem = 2 });
	ir_type_add(u, (struct ir_type_rec){ .kind = IR_T_ARRAY, .size = 16, .elem = 1, .count = 4 });
	ir_type_add(u, (struct ir_type_rec){ .kind = IR_T_PTR, .size = 8, .elem = 4 });
	fi = ir_func_add(u, s("f"));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(ir_func_add(u, s("f")), fi);
	assert_int_equal(ir_func_find(u, s("g")), IR_NONE);
	for (unsigned i = 0; i < 2000; i++)
		var("x", 1);
	assert_string_equal(ir_textz(u, f()->vars.v[0].name), "x");
	assert_string_equal(ir_textz(u, f()->vars.v[1].name), "x~2");
	assert_string_equal(ir_textz(u, f()->vars.v[1999].name), "x~2000");
	assert_int_equal(ir_var_find(f(), s("x~7")), 6);
	assert_int_equal(ir_var_find(f(), s("y")), IR_NONE);
	/* a name that is taken already is stepped over */
	var("y~2", 1);
	var("y", 1);
	assert_string_equal(ir_textz(u, f()->vars.v[var("y", 1)].name), "y~3");
}

static void shows(ir_path p, const char *text, ir_type type)
{
	struct buf b;
	buf_init(&b, 4096);
	ir_path_show(u, f(), p, &b);
	assert_string_equal(b.s, text);
	assert_int_equal(f()->paths.v[p].type, type);
	buf_free(&b);
}

static void test_paths(void **state)
{
	ir_path p = ir_path_local(u, f(), var("p", 3)), d = ir_path_deref(u, f(), p, 0), next, arr, q, i;
	ir_path twin = ir_path_local(u, f(), var("p", 3));
	(void)state;
	assert_int_equal(ir_path_deref(u, f(), p, 0), d);
	assert_int_not_equal(ir_path_deref(u, f(), twin, 0), d);
	shows(d, "*p", 2);
	shows(twin, "p", 3);
	next = ir_path_field(u, f(), d, s("Next"), 0);
	shows(next, "p->Next", 3);
	shows(ir_path_field(u, f(), ir_path_deref(u, f(), next, 0), s("Flags"), 0), "p->Next->Flags", 1);
	arr = ir_path_field(u, f(), d, s("Arr"), 0);
	i = ir_path_local(u, f(), var("i", 1));
	shows(ir_path_index(u, f(), arr, ir_int(3, 0), 0), "p->Arr[3]", 1);
	shows(ir_path_index(u, f(), arr, ir_val(i), 0), "p->Arr[i]", 1);
	shows(ir_path_index(u, f(), arr, ir_none(), 0), "p->Arr[...]", 1);
	shows(ir_path_field(u, f(), ir_path_index(u, f(), d, ir_int(1, s("ONE")), 0), s("Flags"), 0), "p[ONE].Flags",
	      1);
	q = ir_path_deref(u, f(), ir_path_local(u, f(), var("q", 5)), 0);
	shows(ir_path_index(u, f(), q, ir_int(0, 0), 0), "(*q)[0]", 1);
	shows(ir_path_deref(u, f(), q, 7), "**q", 7);
	shows(ir_path_field(u, f(), d, s("Missing"), 0), "p->Missing", 0);
	assert_string_equal(ir_textz(u, ir_path_record(u, f(), arr)), "_CTX");
	assert_int_equal(ir_path_record(u, f(), d), 0);
	assert_int_equal(ir_path_root(f(), arr), p);
	assert_true(ir_path_has_prefix(f(), arr, d) && ir_path_has_prefix(f(), d, d) &&
		    !ir_path_has_prefix(f(), d, arr));
}

static void test_depth_is_bounded(void **state)
{
	ir_path p = ir_path_local(u, f(), var("p", 3));
	(void)state;
	for (unsigned i = 0; i < 5000; i++)
		p = ir_path_deref(u, f(), p, 3);
	assert_int_equal(f()->paths.v[p].depth, IR_PATH_DEPTH);
	assert_int_equal(f()->paths.n, IR_PATH_DEPTH + 1);
}

static void test_many_paths(void **state)
{
	ir_path p = ir_path_local(u, f(), var("p", 4)), first[1000];
	(void)state;
	for (int i = 0; i < 1000; i++)
		first[i] = ir_path_index(u, f(), p, ir_int(i, 0), 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(ir_path_index(u, f(), p, ir_int(i, 0), 0), first[i]);
}

static void test_blocks(void **state)
{
	uint32_t b0 = ir_block_add(u, f()), b1 = ir_block_add(u, f()), next[2];
	struct ir_op br = ir_op_new(IR_BR);
	struct ir_case cases[2] = { { .lo = 1, .hi = 1, .bb = b1 }, { .lo = 2, .hi = 9, .bb = b1 } };
	(void)state;
	assert_null(ir_terminator(&f()->blocks.v[b0]));
	assert_int_equal(ir_successors(&f()->blocks.v[b0], next, 2), 0);
	for (int i = 0; i < 100; i++) {
		struct ir_op op = ir_op_new(IR_ASSIGN);
		op.dst = 0;
		op.a = ir_int(i, 0);
		ir_op_add(u, f(), b0, op);
	}
	assert_int_equal(f()->blocks.v[b0].ops[57].a.num, 57);
	br.a = ir_int(1, 0);
	br.bb[0] = b1;
	br.bb[1] = b0;
	ir_op_add(u, f(), b0, br);
	assert_int_equal(ir_successors(&f()->blocks.v[b0], next, 2), 2);
	assert_true(next[0] == b1 && next[1] == b0);
	br.kind = IR_SWITCH;
	br.cases = cases;
	br.n_cases = 2;
	ir_op_add(u, f(), b1, br);
	next[0] = next[1] = 77;
	assert_int_equal(ir_successors(&f()->blocks.v[b1], next, 2), 3);
	assert_true(next[0] == b1 && next[1] == b1);
	assert_int_equal(ir_terminator(&f()->blocks.v[b1])->kind, IR_SWITCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_paths, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_paths, setup, teardown),
		cmocka_unit_test_setup_teardown(test_blocks, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
