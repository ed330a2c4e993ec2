/** Tests of the API, over a real store and hand-made neighbours. */
@NullMarked
package octavia.api;

import org.jspecify.annotations.NullMarked;
