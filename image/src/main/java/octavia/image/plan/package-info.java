/** From options, environment and host to the plan of an image: all of it values. */
@NullMarked
package octavia.image.plan;

import org.jspecify.annotations.NullMarked;
