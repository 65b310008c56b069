/* One damaged unit for each invariant; the verifier must name it. */
#include "ir/ir.h"
#include "ir_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct ir_unit *u;
static struct ir_func *f; /* EvtIoRead */

static struct ir_op *op_of(enum ir_op_kind k)
{
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++)
			if (f->blocks.v[b].ops[i].kind == k)
				return &f->blocks.v[b].ops[i];
	fail_msg("no such operation in the sample");
	return NULL;
}

static struct ir_path_rec *path_of(enum ir_path_kind k)
{
	for (size_t i = 0; i < f->paths.n; i++)
		if (f->paths.v[i].kind == k)
			return &f->paths.v[i];
	fail_msg("no such path in the sample");
	return NULL;
}

enum { FAR = 100000 };
static const struct ir_loc nowhere = { FAR, 1, 1 };

static void type_elem(void)
{
	u->types.v[2].elem = FAR;
}
static void type_kind(void)
{
	u->types.v[1].kind = IR_T_KINDS;
}
static void type_zero(void)
{
	u->types.v[0].kind = IR_T_INT;
}
static void type_int_elem(void)
{
	u->types.v[1].elem = 1;
}
static void type_ring(void)
{
	u->types.v[7].elem = 7;
}
static void type_inside_itself(void)
{
	u->types.v[3].fields[0].type = 5;
}
static void type_field(void)
{
	u->types.v[3].fields[0].type = FAR;
}
static void type_no_name(void)
{
	u->types.v[3].fields[0].name = 0;
}
static void type_int_fields(void)
{
	u->types.v[3].kind = IR_T_INT;
}
static void string(void)
{
	u->types.v[3].tag = FAR;
}
static void global_type(void)
{
	u->globals.v[0].type = FAR;
}
static void global_twins(void)
{
	u->globals.v[1].name = u->globals.v[0].name;
}
static void global_no_name(void)
{
	u->globals.v[1].name = 0;
}
static void guess_kind(void)
{
	u->guesses.v[0].kind = IR_G_KINDS;
}
static void guess_file(void)
{
	u->guesses.v[0].at = nowhere;
}
static void diag_file(void)
{
	u->diags.v[0].at = nowhere;
}
static void suppress_file(void)
{
	u->suppress.v[0].file = FAR;
}
static void suppress_lines(void)
{
	u->suppress.v[0].first_line = 99;
}
static void framework(void)
{
	u->framework = 77;
}
static void init(void)
{
	u->init_func = FAR;
}
static void func_twins(void)
{
	u->funcs.v[0].name = f->name;
}
static void func_no_name(void)
{
	u->funcs.v[0].name = 0;
}
static void func_result(void)
{
	f->result = FAR;
}
static void func_not_defined(void)
{
	f->flags &= ~(uint32_t)IR_FF_DEFINED;
}
static void func_no_blocks(void)
{
	f->blocks.n = 0;
}
static void note_param(void)
{
	f->notes.v[0].on = 2;
}
static void note_below(void)
{
	f->notes.v[0].on = -2;
}
static void role_string(void)
{
	f->roles.v[0] = FAR;
}
static void params_many(void)
{
	f->n_params = FAR;
}
static void params_late(void)
{
	f->vars.v[3].kind = IR_V_PARAM;
}
static void params_few(void)
{
	f->n_params = 1;
	f->notes.n = 0;
}
static void var_kind(void)
{
	f->vars.v[3].kind = 77;
}
static void var_twins(void)
{
	f->vars.v[3].name = f->vars.v[4].name;
}
static void path_kind(void)
{
	f->paths.v[0].kind = 77;
}
static void path_var(void)
{
	path_of(IR_P_LOCAL)->var = FAR;
}
static void path_global(void)
{
	path_of(IR_P_GLOBAL)->var = FAR;
}
static void path_later(void)
{
	path_of(IR_P_DEREF)->base = (ir_path)f->paths.n;
}
static void path_itself(void)
{
	path_of(IR_P_DEREF)->base = (ir_path)(path_of(IR_P_DEREF) - f->paths.v);
}
static void path_root_base(void)
{
	path_of(IR_P_LOCAL)->base = 0;
}
static void path_depth(void)
{
	path_of(IR_P_DEREF)->depth = IR_PATH_DEPTH + 1;
}
static void path_shallow(void)
{
	path_of(IR_P_FIELD)->depth = 0;
}
static void path_field_name(void)
{
	path_of(IR_P_FIELD)->name = 0;
}
static void path_index(void)
{
	path_of(IR_P_INDEX)->index = ir_addr(0);
}
static void path_index_later(void)
{
	path_of(IR_P_INDEX)->index = ir_val((ir_path)f->paths.n - 1);
}
static void path_type(void)
{
	path_of(IR_P_FIELD)->type = FAR;
}
static void seh_handler(void)
{
	f->seh.v[0].handler = FAR;
}
static void seh_parent(void)
{
	f->seh.v[1].parent = 1;
}
static void block_seh(void)
{
	f->blocks.v[1].seh = FAR;
}
static void block_empty(void)
{
	f->blocks.v[3].n_ops = 0;
}
static void block_open(void)
{
	f->blocks.v[0].n_ops--;
}
static void block_two_ends(void)
{
	f->blocks.v[0].ops[0] = *op_of(IR_UNREACHABLE);
}
static void op_kind(void)
{
	f->blocks.v[0].ops[0].kind = IR_OPS;
}
static void op_dst(void)
{
	op_of(IR_ASSIGN)->dst = FAR;
}
static void op_no_dst(void)
{
	op_of(IR_ASSIGN)->dst = IR_NONE;
}
static void op_end_dst(void)
{
	op_of(IR_RET)->dst = 0;
}
static void op_no_a(void)
{
	op_of(IR_CAST)->a = ir_none();
}
static void op_two(void)
{
	op_of(IR_CAST)->b = ir_int(1, 0);
}
static void op_path(void)
{
	op_of(IR_BIN)->a = ir_val(FAR);
}
static void op_func(void)
{
	op_of(IR_CALL)->a = ir_func_opd(0);
}
static void op_operand(void)
{
	op_of(IR_BIN)->b.kind = 77;
}
static void op_un(void)
{
	op_of(IR_UN)->sub = IR_UNS;
}
static void op_bin(void)
{
	op_of(IR_BIN)->sub = IR_BINS;
}
static void op_type(void)
{
	op_of(IR_BIN)->type = FAR;
}
static void op_arg(void)
{
	op_of(IR_CALL)->args[0] = ir_none();
}
static void op_args(void)
{
	op_of(IR_CAST)->n_args = 1;
	op_of(IR_CAST)->args = op_of(IR_CALL)->args;
}
static void op_callee(void)
{
	op_of(IR_CALL)->a.kind = IR_O_STR;
}
static void op_decl(void)
{
	op_of(IR_DECL)->dst = (ir_path)(path_of(IR_P_FIELD) - f->paths.v);
}
static void op_seh(void)
{
	op_of(IR_SEH_ENTER)->seh = FAR;
}
static void op_target(void)
{
	op_of(IR_BR)->bb[1] = FAR;
}
static void op_default(void)
{
	op_of(IR_SWITCH)->bb[0] = FAR;
}
static void op_case(void)
{
	op_of(IR_SWITCH)->cases[0].bb = FAR;
}
static void op_case_empty(void)
{
	op_of(IR_SWITCH)->cases[0].lo = 5;
	op_of(IR_SWITCH)->cases[0].hi = 4;
}
static void op_file(void)
{
	op_of(IR_BR)->at = nowhere;
}
static void op_spell(void)
{
	op_of(IR_BR)->spell = nowhere;
}

static const struct {
	void (*damage)(void);
	const char *says;
} cases[] = {
	{ type_elem, "type 100000 is not there" },
	{ type_kind, "type 1 is of no known kind" },
	{ type_zero, "type 0 must be the unknown type" },
	{ type_int_elem, "type 1 cannot have an element" },
	{ type_ring, "type 7 is its own element" },
	{ type_inside_itself, "contains itself" },
	{ type_field, "type 100000 is not there" },
	{ type_no_name, "a member of type 3 has no name" },
	{ type_int_fields, "type 3 cannot have members" },
	{ string, "string 100000 is not there" },
	{ global_type, "type 100000 is not there" },
	{ global_twins, "two globals are called gTable" },
	{ global_no_name, "global 1 has no name" },
	{ guess_kind, "guess 0 is of no known kind" },
	{ guess_file, "file 100000 is not there" },
	{ diag_file, "file 100000 is not there" },
	{ suppress_file, "names no file" },
	{ suppress_lines, "no lines" },
	{ framework, "no known framework" },
	{ init, "static initialisers is not there" },
	{ func_twins, "two functions have this name" },
	{ func_no_name, "a function has no name" },
	{ func_result, "type 100000 is not there" },
	{ func_not_defined, "if, and only if, it is defined" },
	{ func_no_blocks, "if, and only if, it is defined" },
	{ note_param, "a note stands on parameter 2" },
	{ note_below, "a note stands on parameter -2" },
	{ role_string, "string 100000 is not there" },
	{ params_many, "more parameters than variables" },
	{ params_late, "variable 3: the first variables" },
	{ params_few, "variable 1: the first variables" },
	{ var_kind, "variable 3 is of no known kind" },
	{ var_twins, "has no name of its own" },
	{ path_kind, "path 0 is of no known kind" },
	{ path_var, "starts at a variable that is not there" },
	{ path_global, "starts at a variable that is not there" },
	{ path_later, "does not lean on an earlier path" },
	{ path_itself, "does not lean on an earlier path" },
	{ path_root_base, "does not lean on an earlier path" },
	{ path_depth, "has a wrong depth" },
	{ path_shallow, "has a wrong depth" },
	{ path_field_name, "members, and only they, have a name" },
	{ path_index, "an index that is no number and no earlier path" },
	{ path_index_later, "an index that is no number and no earlier path" },
	{ path_type, "type 100000 is not there" },
	{ seh_handler, "region 0 has no known kind or no handler" },
	{ seh_parent, "region 1 does not stand in an earlier one" },
	{ block_seh, "the block's region is not there" },
	{ block_empty, "bb3, operation 0: the block is empty" },
	{ block_open, "is a terminator" },
	{ block_two_ends, "bb0, operation 0: the last operation of a block, and only it, is a terminator" },
	{ op_kind, "no known operation" },
	{ op_dst, "path 100000 is not there" },
	{ op_no_dst, "'=' needs a result" },
	{ op_end_dst, "'ret' has no result" },
	{ op_no_a, "'cast' has too few or too many operands" },
	{ op_two, "'cast' has too few or too many operands" },
	{ op_path, "path 100000 is not there" },
	{ op_func, "function without a name" },
	{ op_operand, "operand of no known kind" },
	{ op_un, "no known operator" },
	{ op_bin, "no known operator" },
	{ op_type, "type 100000 is not there" },
	{ op_arg, "argument 0 is empty" },
	{ op_args, "'cast' has no arguments or cases" },
	{ op_callee, "a literal is no callee" },
	{ op_decl, "only a local comes to life" },
	{ op_seh, "region 100000 is not there" },
	{ op_target, "bb100000 is not there" },
	{ op_default, "bb100000 is not there" },
	{ op_case, "bb100000 is not there" },
	{ op_case_empty, "case 0 is empty" },
	{ op_file, "file 100000 is not there" },
	{ op_spell, "file 100000 is not there" },
};

static void test_invariants(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *a = arena_new(16 << 20);
		struct err e = { 0 };
		u = ir_read(a, str_from(ir_sample), &e);
		assert_non_null(u);
		f = &u->funcs.v[1];
		cases[i].damage();
		if (ir_verify(u, &e))
			fail_msg("case %zu (%s) passed", i, cases[i].says);
		if (!strstr(e.text, cases[i].says))
			fail_msg("case %zu: '%s', not '%s'", i, e.text, cases[i].says);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_invariants) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
