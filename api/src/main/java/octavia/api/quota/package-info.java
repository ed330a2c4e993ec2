/** How many objects each project may have. */
@NullMarked
package octavia.api.quota;

import org.jspecify.annotations.NullMarked;
