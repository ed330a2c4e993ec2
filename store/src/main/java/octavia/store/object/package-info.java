/** The rows of the API's objects, read and written as the model's records. */
@NullMarked
package octavia.store.object;

import org.jspecify.annotations.NullMarked;
