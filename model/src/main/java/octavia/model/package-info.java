/**
 * The words of load balancing as the API spells them: records, statuses and how they propagate,
 * limits. Pure: no input or output, no dependencies.
 */
@NullMarked
package octavia.model;

import org.jspecify.annotations.NullMarked;
