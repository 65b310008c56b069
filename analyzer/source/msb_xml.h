#ifndef RC_SOURCE_MSB_XML_H
#define RC_SOURCE_MSB_XML_H
/* The passes of msb_load.c and msb_items.c over the elements of a project file. */
#include "source/msbuild.h"

#include <libxml/tree.h>

/* An element of that name, whatever its namespace? */
bool xml_is(const xmlNode *n, const char *name);
struct str xml_name(const xmlNode *n);
bool xml_attr(struct msb *m, const xmlNode *n, const char *name, struct str *out);
struct str xml_content(struct msb *m, const xmlNode *n);
/* Its Condition, or true where it has none. */
bool xml_holds(struct msb *m, const xmlNode *n, const struct msb_metas *metas);
/* MSB_ROOT and the path with backslashes. */
struct str msb_rooted(struct msb *m, struct str path, bool folder);
/* One child of an ItemGroup. */
void msb_item_element(struct msb *m, const xmlNode *n);
void msb_converted_sources(struct msb *m);

#endif
