/** Work orders, revisions and the timeline. */
@NullMarked
package octavia.store.work;

import org.jspecify.annotations.NullMarked;
