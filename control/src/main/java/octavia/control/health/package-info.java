/** What amphorae tell of themselves, and what their silence means. */
@NullMarked
package octavia.control.health;

import org.jspecify.annotations.NullMarked;
