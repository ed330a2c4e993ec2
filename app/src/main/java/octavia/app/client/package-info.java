/** A small client of the HTTP API, as any tenant could write it. */
@NullMarked
package octavia.app.client;

import org.jspecify.annotations.NullMarked;
