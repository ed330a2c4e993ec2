/** What the local cloud has on this host. */
@NullMarked
package octavia.app.local;

import org.jspecify.annotations.NullMarked;
