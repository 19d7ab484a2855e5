/**
 * Reading ring buffers: memory shared with the kernel, no copy and no garbage per record. The
 * kernel writes records and moves the producer position; the reader hands each record to a handler
 * and moves the consumer position, which gives the space back. Waiting is epoll, or none at all.
 *
 * <pre>
 *   page 0 (RW)          page 1 (RO)         data (RO)             data again (RO)
 *  +-------------------+-------------------+---------------------+---------------------+
 *  | consumer position | producer position | header payload ...  | header payload ...  |
 *  +-------------------+-------------------+---------------------+---------------------+
 *   written by us        written by kernel   a record that wraps goes on in the second view
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.bpf.ring.RingReader}.
 */
package dev.keelson.bpf.ring;
