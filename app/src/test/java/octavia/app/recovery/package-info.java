/** What comes right by itself, with the whole program: faults of all its parts. */
@NullMarked
package octavia.app.recovery;

import org.jspecify.annotations.NullMarked;
