/* C++ beyond C. */
#include "front/lower.h"

bool lo_cxx_stmt(struct lo *l, CXCursor c) { (void)l; (void)c; return false; }
bool lo_cxx_expr(struct lo *l, CXCursor c, ir_path dst, bool used, struct val *out) { (void)l; (void)c; (void)dst; (void)used; (void)out; return false; }
struct val lo_cxx_construct(struct lo *l, CXCursor c, ir_path obj) { (void)c; return lo_of_path(l, obj); }
bool lo_cxx_is_construct(CXCursor c) { (void)c; return false; }
CXCursor lo_cxx_dtor(struct lo *l, CXType t) { (void)l; (void)t; return clang_getNullCursor(); }
void lo_cxx_ctor_inits(struct lo *l, CXCursor def) { (void)l; (void)def; }
void lo_cxx_dtor_members(struct lo *l, CXCursor def) { (void)l; (void)def; }
ir_path lo_this_member(struct lo *l, CXCursor c) { (void)l; (void)c; return IR_NONE; }
