#!/bin/sh
# Regenerate the model headers into a scratch folder and compare with what is committed.
set -e
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 "$here/gen_sal.py" "$tmp"
python3 "$here/gen_wdf.py" "$tmp"
python3 "$here/gen_strsafe.py" "$tmp"
rc=0
for d in sal wdf; do
    diff -r -x "rc_*" "$tmp/$d" "$here/../include/$d" || rc=1
done
diff "$tmp/nt/ntstrsafe.h" "$here/../include/nt/ntstrsafe.h" || rc=1
exit $rc
