#ifndef RC_SOURCE_INF_H
#define RC_SOURCE_INF_H
/*
 * INF and INX files: sections of lines "key = value, value" or "value, value", joined over
 * trailing backslashes, comments dropped, quotes removed, %name% put in from [Strings].
 * Section and key names compare without letter case; a section given twice is one, as Windows has it.
 * A broken file gives what could be read: nothing here fails.
 */
#include "base/arena.h"

struct inf_line {
	struct str key; /* empty where the line has no '=' */
	VEC(struct str) values;
	unsigned line; /* 1 = the first of the file */
};

struct inf_section {
	struct str name;
	VEC(struct inf_line) lines;
};

struct inf {
	struct arena *a;
	VEC(struct inf_section) sections;
};

struct inf_service {
	struct str name, install, binary; /* "echo", "ECHO.ServiceInstall", "%12%\\echo.sys" */
	unsigned line;
};

/* One line of an AddReg section: HKR,"Parameters\Wdf","VerifierOn",0x00010001,1 */
struct inf_reg {
	struct str section, root, key, name, flags, value;
	unsigned line;
};

struct inf_wdf {
	bool kmdf, umdf;
	struct str service;		 /* of the first KmdfService line */
	uint32_t kmdf_major, kmdf_minor; /* 0.0 = not given, or filled in by the build ($KMDFVERSION$) */
	uint32_t umdf_major, umdf_minor;
};

/* `text` is UTF-8. */
struct inf *inf_parse(struct arena *a, struct str text);
const struct inf_section *inf_section(const struct inf *f, struct str name);
/* Value i of the first line with that key; empty where there is none. */
struct str inf_value(const struct inf *f, struct str section, struct str key, size_t i);
/* With %name% replaced; "%12%" (a directory number) and unknown names stay. */
struct str inf_expand(const struct inf *f, struct str value);
/* Each calls back for all there are; the callback returns false to stop. */
void inf_each_service(const struct inf *f, bool (*fn)(void *arg, const struct inf_service *s), void *arg);
void inf_each_reg(const struct inf *f, bool (*fn)(void *arg, const struct inf_reg *r), void *arg);
/* Values below Parameters\\Wdf of a service: what the AddReg sections of its install section write there. */
void inf_each_wdf_value(const struct inf *f, const struct inf_service *s,
			bool (*fn)(void *arg, const struct inf_reg *r), void *arg);
struct inf_wdf inf_wdf(const struct inf *f);

#endif
