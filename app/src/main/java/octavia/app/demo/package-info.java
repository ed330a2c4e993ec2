/** A load balancer that serves traffic, with one command. */
@NullMarked
package octavia.app.demo;

import org.jspecify.annotations.NullMarked;
