/** The HTTP service: upstream's API over the store, a package a resource. */
@NullMarked
package octavia.api;

import org.jspecify.annotations.NullMarked;
