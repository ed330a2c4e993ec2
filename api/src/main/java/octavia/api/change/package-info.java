/** How a change is made: what is locked, checked and recorded in its one transaction. */
@NullMarked
package octavia.api.change;

import org.jspecify.annotations.NullMarked;
