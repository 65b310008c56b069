/* Supplement of ntddk.h. */
#ifndef RC_NTDDK_H
#define RC_NTDDK_H
#include <wdmsec.h>
RC_BEGIN
#ifndef CmResourceTypeConnection
#define CmResourceTypeConnection 132
#define CM_RESOURCE_CONNECTION_CLASS_GPIO 0x01
#define CM_RESOURCE_CONNECTION_TYPE_GPIO_IO 0x02
#define CM_RESOURCE_CONNECTION_CLASS_SERIAL 0x02
#define CM_RESOURCE_CONNECTION_TYPE_SERIAL_I2C 0x01
#define CM_RESOURCE_CONNECTION_TYPE_SERIAL_SPI 0x02
#define CM_RESOURCE_CONNECTION_TYPE_SERIAL_UART 0x03
#define CM_RESOURCE_CONNECTION_CLASS_FUNCTION_CONFIG 0x03
#endif
#ifndef LODWORD
#define LODWORD(x) ((ULONG)((x) & 0xffffffff))
#define HIDWORD(x) ((ULONG)((ULONGLONG)(x) >> 32))
#endif
RC_END
#endif
