/** What controllers and agents say to each other, both real and in this process. */
@NullMarked
package octavia.app.agent;

import org.jspecify.annotations.NullMarked;
