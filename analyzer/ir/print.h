#ifndef RC_IR_PRINT_H
#define RC_IR_PRINT_H
/* Private to ir/: the pieces of the text form that unit, types and functions share. */
#include "base/utf8.h"
#include "ir/ir.h"

void ir_put_string(struct buf *b, struct str s);
/* A name after a sigil: bare where it is an identifier, quoted otherwise. */
void ir_put_name(struct buf *b, char sigil, struct str s);
void ir_put_loc(struct buf *b, const char *lead, struct ir_loc at);
void ir_put_func(const struct ir_unit *u, const struct ir_func *f, struct buf *b);

/* One name a bit, for the printer and the reader. */
struct ir_flag {
	const char *word;
	uint32_t bit;
};
extern const struct ir_flag ir_type_flags[], ir_func_flags[], ir_global_flags[], ir_op_flags[]; /* end at a NULL word */
extern const char *const ir_var_words[], *const ir_seh_words[], *const ir_guess_words[], *const ir_fw_words[];
void ir_put_flags(struct buf *b, const char *lead, const struct ir_flag *table, uint32_t flags);

/* Which tokens a byte may stand in, bare. */
enum { IR_C_NAME = 1, IR_C_WORD = 2 };
extern const unsigned char ir_char_class[256];
static inline bool ir_name_char(unsigned char c)
{
	return ir_char_class[c] & IR_C_NAME;
}

#endif
