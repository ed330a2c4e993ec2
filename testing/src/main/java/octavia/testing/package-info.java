/** Real servers for tests, as processes of their own. */
@NullMarked
package octavia.testing;

import org.jspecify.annotations.NullMarked;
