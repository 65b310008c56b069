#!/bin/sh
# Makes the folder of a new rule, to be filled in. Usage: analyzer/rules/new.sh my-rule-id
set -eu
id=${1:-}
case $id in
'' | *[!a-z0-9-]* | -* | *-) echo "give an id of lower-case words: make rule ID=wait-in-timer" >&2; exit 2 ;;
esac
dir=$(dirname "$0")/$id
[ ! -e "$dir" ] || { echo "$dir exists already" >&2; exit 2; }
mkdir "$dir"
name=$(printf %s "$id" | tr - _)
cat >"$dir/rule.c" <<END
#include "rules/rule.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "NameOfTheCall"))
		return;
	rule_report(c, &(struct claim){ .strength = STRENGTH_DEFINITE,
					.message = rule_text(c, "what is wrong here"),
					.fix = STR("how to mend it"),
					.fact = STR("the broken fact in stable words") });
}

RULE($name) = {
	.id = "$id",
	.family = "irql",
	.title = "One line",
	.severity = SEV_ERROR,
	.anchors = LIST("DOC:"),
	.docs = LIST("/windows-hardware/drivers/..."),
	.frameworks = RULE_KMDF,
	.call = call,
};
END
{
	printf '# %s\n\nOne line.\n' "$id"
	for section in 'What' 'Why it matters' 'Bad' 'Good' 'When it is wrong' 'References'; do
		printf '\n## %s\n\n' "$section"
	done
} >"$dir/doc.md"
for kind in bad good; do
	expect=
	[ $kind = good ] || expect=" /* expect: $id \"what is wrong here\" */"
	cat >"$dir/$kind.c" <<END
#include <ntddk.h>
#include <wdf.h>

DRIVER_INITIALIZE DriverEntry;

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;$expect
}
END
done
echo "$dir: rule.c, doc.md, bad.c, good.c"
