/* Plain Windows type names, without the user-mode headers behind them. */
#ifndef _KERNEL_MODE
#include_next <minwindef.h>
#else
#ifndef _MINWINDEF_
#define _MINWINDEF_
#define _WINDEF_
#include <ntdef.h>
RC_BEGIN
#ifndef RC_HAVE_BOOL
#define RC_HAVE_BOOL
typedef int BOOL, *PBOOL, *LPBOOL;
#endif
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef unsigned long DWORD, *PDWORD, *LPDWORD;
typedef const void *LPCVOID;
typedef void *LPVOID;
typedef int INT, *PINT, *LPINT;
typedef unsigned int UINT, *PUINT;
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
#else
typedef char TCHAR, *PTCHAR;
#endif
#endif
#ifndef RC_INT_UINT
#define RC_INT_UINT
#endif
typedef ULONG_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;
typedef float FLOAT, *PFLOAT;
typedef long *LPLONG;
typedef DWORD COLORREF;
typedef HANDLE HGLOBAL, HLOCAL, HINSTANCE, HMODULE, HKEY, HWND;
typedef struct _FILETIME { DWORD dwLowDateTime; DWORD dwHighDateTime; } FILETIME, *PFILETIME, *LPFILETIME;
typedef struct tagRECT { LONG left, top, right, bottom; } RECT, *PRECT, *LPRECT;
typedef struct tagPOINT { LONG x, y; } POINT, *PPOINT, *LPPOINT;
typedef struct tagSIZE { LONG cx, cy; } SIZE, *PSIZE, *LPSIZE;
#ifndef WINAPI
#define WINAPI __stdcall
#endif
#ifndef CALLBACK
#define CALLBACK __stdcall
#endif
#ifndef APIENTRY
#define APIENTRY __stdcall
#endif
#ifndef MAKEWORD
#define MAKEWORD(a, b) ((WORD)(((BYTE)(a)) | ((WORD)((BYTE)(b))) << 8))
#define MAKELONG(a, b) ((LONG)(((WORD)(a)) | ((DWORD)((WORD)(b))) << 16))
#define LOWORD(l) ((WORD)((l) & 0xffff))
#define HIWORD(l) ((WORD)(((l) >> 16) & 0xffff))
#define LOBYTE(w) ((BYTE)((w) & 0xff))
#define HIBYTE(w) ((BYTE)(((w) >> 8) & 0xff))
#endif
typedef struct tagRGBQUAD { BYTE rgbBlue, rgbGreen, rgbRed, rgbReserved; } RGBQUAD;
typedef struct tagBITMAPINFOHEADER { DWORD biSize; LONG biWidth, biHeight; WORD biPlanes, biBitCount; DWORD biCompression, biSizeImage; LONG biXPelsPerMeter, biYPelsPerMeter; DWORD biClrUsed, biClrImportant; } BITMAPINFOHEADER, *PBITMAPINFOHEADER;
#ifndef MAX_PATH
#define MAX_PATH 260
#endif
RC_END
#endif
#endif
