#ifndef RC_FORGE_MD_H
#define RC_FORGE_MD_H
/*
 * Foreign text in Markdown that a forge renders. File names, messages and code come from drivers and are hostile: no markup, no HTML,
 * no mention of people, no reference to other issues, no link, no command of the forge may come out of them.
 */
#include "base/buf.h"

void md_text(struct buf *b, struct str s); /* one line of plain text */
void md_code(struct buf *b, struct str s); /* one line, as code; also right within a table */
/* The address of a link: only what is safe between '(' and ')'. */
void md_url(struct buf *b, struct str s);
/* A fenced block that its content cannot end. `info` is ours. */
void md_block(struct buf *b, const char *info, struct str content);
/* Cut to so many characters, with an ellipsis; into text. */
void md_text_cut(struct buf *b, struct str s, size_t chars);

#endif
