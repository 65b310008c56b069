#define NULL ((void *)0)
#define FLAG_A 1
#define FLAG_B 0x10
enum mode { ModeKernel, ModeUser = 5 };
struct in { int u; };
struct s { int a; union { int b; struct { short lo, hi; }; }; struct in n; int arr[3]; struct s *next; int bit : 3; };
typedef struct s *PS;
typedef int (*FN)(int);
struct table { FN open, close; };
static int Open(int x) { return x; }
/* ir: func "<globals>" */
/* ir: zero @Table */
/* ir: @Table.open = ^Open */
struct table Table = { .open = Open };
void G(int, void *, unsigned);
/* ir: func "Values" */
void Values(PS p, void *ctx, unsigned long long *q)
{
	/* ir: zero %v */
	/* ir: %v.a = 1 */
	/* ir: %v.n.u = 2 */
	/* ir: %v.arr[1] = 9 */
	struct s v = { .a = 1, .n.u = 2, .arr = { [1] = 9 } };
	/* ir: call ^G(5'ModeUser, 0'NULL, 17) */
	G(ModeUser, NULL, FLAG_A | FLAG_B);
	/* ir: call ^G(1'FLAG_A, &%v, 4) */
	G(FLAG_A, &v, sizeof(int));
	/* ir: = cast %v.a */
	/* ir: %p->next->arr[%v.a] = 3 */
	p->hi = v.a;
	p->next->arr[v.a] = 3;
	/* ir: cast %ctx */
	G((int)(unsigned long long)ctx, ctx, 0);
	/* ir: %$3 = %q */
	/* ir: %q = bin add */
	/* ir: %$3.* = 1 */
	*q++ = 1;
	/* ir: %v.a = %p->n.u */
	v.a = ((PS)ctx, p)->n.u;
	/* ir: = call %f(3) */
	FN f = Table.close;
	v.b = f(3) + ({ int z = 4; z; });
}
