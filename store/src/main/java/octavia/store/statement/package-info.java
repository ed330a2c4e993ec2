/** How statements are written and run. */
@NullMarked
package octavia.store.statement;

import org.jspecify.annotations.NullMarked;
