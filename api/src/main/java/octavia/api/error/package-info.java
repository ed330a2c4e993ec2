/** What the service refuses, and how it says so: upstream's texts, and our reasons beside them. */
@NullMarked
package octavia.api.error;

import org.jspecify.annotations.NullMarked;
