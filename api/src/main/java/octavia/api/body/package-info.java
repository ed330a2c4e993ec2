/** Request bodies, read by upstream's rules into records. */
@NullMarked
package octavia.api.body;

import org.jspecify.annotations.NullMarked;
