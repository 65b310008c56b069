struct Lock {
	int *m;
	Lock(int *p) : m(p) { *m = 1; }
	~Lock() { *m = 0; }
	int Get() const { return *m; }
};
typedef int (*CB)(int);
void Register(CB);
template <class T> T Pick(T a, T b) { return a > b ? a : b; }
/* ir: func "Lock::Lock" */
/* ir: %this->m = %p */
/* ir: func "Scope" */
int Scope(int *p, int x)
{
	/* ir: ^Lock::Lock(&%l, %p) */
	Lock l(p);
	/* ir: ^Lock::~Lock(&%l) +implicit */
	/* ir: ret 1 */
	if (x)
		return 1;
	/* ir: ^Register(^"Scope::lambda */
	Register([](int a) { return a + 1; });
	/* ir: ^Lock::Get(&%l) */
	/* ir: ^"Pick(int, int)" */
	return Pick(x, l.Get());
}
struct Spin { int h; void Acquire() { h = 1; } void Release() { h = 0; } };
struct Wait { int h; void Acquire() { h = 2; } void Release() { h = 3; } };
template <class L> class Guard {
	L &l;
public:
	explicit Guard(L &x) : l(x) { l.Acquire(); }
	~Guard() { l.Release(); }
};
/* ir: func "Both" */
int Both(Spin *s, Wait *w)
{
	/* ir: ^"Guard<Spin>::Guard"(&%a, */
	Guard<Spin> a(*s);
	/* ir: ^"Guard<Wait>::Guard"(&%b, */
	Guard<Wait> b(*w);
	/* ir: ^"Guard<Wait>::~Guard"(&%b) */
	/* ir: ^"Guard<Spin>::~Guard"(&%a) */
	return s->h + w->h;
}
/* ir-any: call ^Spin::Release(%this->l) */
/* ir-any: call ^Wait::Release(%this->l) */
struct Kept {
	int sizes[4];
	int bits : 3;
	int given = 7;
	int other{ 8 };
	bool held = false;
	int *p = nullptr;
	Kept(int *x) : other(*x) { held = true; }
	Kept() : Kept(nullptr) {}
};
struct Plain { int a = 5; };
/* ir: func "Kept::Kept(int *)" */
/* ir: %this->given = 7 */
/* ir: %this->held = 0 */
/* ir: %this->p = 0 */
/* ir: %this->other = %x.* */
/* ir: %this->held = 1'true */
/* ir: func "Kept::Kept()" */
/* ir: call ^"Kept::Kept(int *)"(%this, 0 */
/* ir: func "Made" */
int Made(int x)
{
	Kept k(&x);
	/* ir: %p.a = 5 */
	Plain p;
	Kept n;
	return k.given + p.a + n.other;
}
struct Owner {
	int *p;
	explicit Owner(int *x) : p(x) {}
	~Owner() { *p = 0; }
};
/* ir: func "Take" */
int Take(int n, Owner o)
{
	/* ir: ^Owner::~Owner(&%o) */
	return n + *o.p;
}
