/**
 * The small interface between handlers and whichever web server carries them: a request record in,
 * a response record out. Handlers run on virtual threads and may block.
 */
@NullMarked
package octavia.http;

import org.jspecify.annotations.NullMarked;
