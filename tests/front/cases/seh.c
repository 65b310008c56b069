int F(int);
void Release(void);
/* ir: func "Except" */
int Except(int a)
{
	/* ir: seh.enter */
	/* ir: call ^F(%a) */
	/* ir: seh.leave */
	/* ir-any: ret 1 */
	/* ir-any: ret 2 */
	__try {
		if (F(a))
			return 1;
	} __except (1) {
		return 2;
	}
	return 0;
}
/* ir: func "Finally" */
int Finally(int a)
{
	/* ir: %$1 = -1 */
	/* ir: seh.enter */
	__try {
		if (a)
			return F(a);
		if (a > 3)
			__leave;
		F(3);
	} __finally {
		/* ir: ^Release() */
		Release();
	}
	/* ir: switch %$1, */
	/* ir: %$1 = 0 */
	/* ir: seh.leave */
	return 0;
}
