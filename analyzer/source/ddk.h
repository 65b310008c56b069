#ifndef RC_SOURCE_DDK_H
#define RC_SOURCE_DDK_H
/*
 * The build language of the old DDKs (nmake with conventions): SOURCES files, their !INCLUDEs and
 * makefile.inc. Marks in values are those of msbuild.h (MSB_KIT around a macro the kit provides).
 */
#include "source/plan_priv.h"

struct ddk {
	struct planner *pl;
	struct arena *a;
	struct str path, dir;
	struct strtab *names; /* lower case */
	struct str_list values;
	unsigned includes;
	size_t work;
	struct str_list notes;
	struct str_list generated; /* headers that makefile.inc makes */
};

struct str ddk_get(const struct ddk *d, const char *name); /* empty where it is not set */
bool ddk_has(const struct ddk *d, struct str name, struct str *value);
void ddk_set(struct ddk *d, struct str name, struct str value);
/* $(NAME), $(NAME:old=new), $X */
struct str ddk_expand(struct ddk *d, struct str s);
/* The expression of an !IF; what cannot be read is false. */
bool ddk_condition(struct ddk *d, struct str expr);
/* Reads one file into the variables. */
void ddk_read(struct ddk *d, struct str text);

#endif
