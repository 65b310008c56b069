void Paged(void);
void Init(void);
void Resident(void);
#define BEGIN_PAGED __pragma(code_seg(push)) __pragma(code_seg("PAGE"))
#define END_PAGED __pragma(code_seg(pop))
#define PAGED __declspec(code_seg("PAGE"))
#pragma alloc_text(INIT, Init)
#if 0
#pragma alloc_text(PAGE, Resident)
#endif
BEGIN_PAGED
/* ir: func "Paged" */
/* ir: section "PAGE" */
void Paged(void)
{
}
END_PAGED
/* ir: func "Init" */
/* ir: section "INIT" */
void Init(void)
{
}
void Resident(void)
{
}
PAGED void Spec(void);
/* ir: func "Spec" */
/* ir: section "PAGE" */
void Spec(void)
{
#pragma warning(suppress: 28118)
	Init();
	Paged(); /* ringcheck-suppress irql-too-high: known to be fine */
#pragma prefast(suppress:28150 6387, "by design")
	Resident();
}
/* ir-any: suppress "28118" */
/* ir-any: suppress "irql-too-high" */
/* ir-any: suppress "28150 6387" */
