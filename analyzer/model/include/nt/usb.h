/* Host header plus client contract versions. */
#ifndef RC_USB_H
#define RC_USB_H
#include <ntddk.h>
#include <rc_plain_in.h>
#include_next <usb.h>
#include <rc_marked_in.h>
#ifndef USBD_CLIENT_CONTRACT_VERSION_602
#define USBD_CLIENT_CONTRACT_VERSION_INVALID 0xFFFFFFFF
#define USBD_CLIENT_CONTRACT_VERSION_602 0x602
#endif
#ifndef RC_USB_HANDLE_DECL
#define RC_USB_HANDLE_DECL
RC_BEGIN
DECLARE_HANDLE(USBD_HANDLE);
RC_END
#endif
#if __has_include(<rc_doc_usb.h>)
#include <rc_doc_usb.h>
#endif
#endif
