/* The host's storport.h repeats one structure of its srb.h: its copy is read under another name. */
#ifndef RC_STORPORT_HOST_H
#define RC_STORPORT_HOST_H
#include <srb.h>
#include <rc_plain_in.h>
#define _SCSI_WMI_REQUEST_BLOCK _RC_STOR_WMI_REQUEST_BLOCK
#define SCSI_WMI_REQUEST_BLOCK RC_STOR_WMI_REQUEST_BLOCK
#define PSCSI_WMI_REQUEST_BLOCK PRC_STOR_WMI_REQUEST_BLOCK
#include_next <storport.h>
#undef _SCSI_WMI_REQUEST_BLOCK
#undef SCSI_WMI_REQUEST_BLOCK
#undef PSCSI_WMI_REQUEST_BLOCK
#include <rc_marked_in.h>
#endif
