/** Calls: what a handler is given, and how routes find it. */
@NullMarked
package octavia.api.call;

import org.jspecify.annotations.NullMarked;
