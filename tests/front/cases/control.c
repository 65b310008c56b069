typedef long NTSTATUS;
#define NT_SUCCESS(s) (((NTSTATUS)(s)) >= 0)
#define STATUS_PENDING ((NTSTATUS)0x103L)
NTSTATUS Step(int);
void Use(int);
/* ir: func "Loops" */
void Loops(int n)
{
	for (;;) { /* ; */
		if (n)
			break;
	}
	for (; n < 3;)
		n++;
	for (int i = 0;; i++)
		if (i == n)
			break;
	/* ir: bin lt %n, 3 */
	/* ir: %n = bin add %n, 1 */
	/* ir: %i = 0 */
	/* ir: %i = bin add %i, 1 */
}
/* ir: func "Status" */
NTSTATUS Status(int a, int b)
{
	NTSTATUS s = Step(a);
	/* ir: %s = call ^Step(%a) */
	/* ir: %$1 = bin ge %s, 0 */
	/* ir: br %$1, bb2, bb1 */
	if (!NT_SUCCESS(s))
		return s;
	/* ir: br %a, bb5, bb4 */
	if (a && !b)
		Use(1);
	/* ir: ret 259'STATUS_PENDING */
	/* ir: br %b, bb4, bb3 */
	return STATUS_PENDING;
}
/* ir: func "Sw" */
int Sw(int x)
{
	switch (x) {
	case 1 ... 3:
		x = 2; /* fall through */
	case 7:
		x++;
		break;
	default:
		goto out;
	}
	/* ir: switch %x, bb4 [1..3: bb2, 7: bb3 "7"] "x" */
	do {
		x--;
	} while (x > 3 || x < -3);
out:
	return x ? x : -1;
}
