/** Listeners: requests, rules, answers. */
@NullMarked
package octavia.api.listener;

import org.jspecify.annotations.NullMarked;
