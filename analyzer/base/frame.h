#ifndef RC_BASE_FRAME_H
#define RC_BASE_FRAME_H
/*
 * Framed messages over a pipe or a socket: the only thing that crosses a trust boundary between
 * processes. On the wire, in the machine's own byte order (both ends run on one machine):
 *
 *   u32 magic "RcF1" | u32 type | u32 length | `length` bytes of payload
 *
 * The types and what their payloads hold are pipeline/protocol.h's business. The reader trusts
 * nothing: magic, type range, length of one frame and of all frames together are checked before
 * memory is taken, and memory grows with what really arrived, not with what was announced.
 */
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum { FRAME_MAGIC = 0x31466352, FRAME_HEAD = 12 };

enum frame_status {
	FRAME_AGAIN, /* nothing complete yet (only from a descriptor that does not block) */
	FRAME_READY,
	FRAME_EOF, /* the other end closed, between two frames */
	FRAME_BAD, /* broken protocol, over a limit, or a read error: `e` says; stop reading */
};

struct frame {
	uint32_t type;
	struct str body; /* the reader's memory: valid until the next frame_read */
};

struct frame_reader {
	int fd;
	uint32_t max_type;  /* types 1 .. max_type are good */
	uint64_t max_frame; /* bytes of one payload */
	uint64_t max_total; /* bytes of all payloads together */
	uint64_t total;
	size_t have; /* bytes of the frame under way, head included */
	uint32_t head[3];
	unsigned char *body;
	size_t cap;
	bool done; /* the frame in `body` was handed out */
};

void frame_reader_init(struct frame_reader *r, int fd, uint32_t max_type, uint64_t max_frame, uint64_t max_total);
void frame_reader_free(struct frame_reader *r);
enum frame_status frame_read(struct frame_reader *r, struct frame *out, struct err *e);
/* The payload's memory, taken over by the caller (free()); only after FRAME_READY. At least body.n + 1 bytes, NUL at the end. */
char *frame_take(struct frame_reader *r);

/* Writes all of it, waiting where the descriptor does not block. The process must ignore SIGPIPE. */
bool frame_write(int fd, uint32_t type, struct str body, struct err *e);

#endif
