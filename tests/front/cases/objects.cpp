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
