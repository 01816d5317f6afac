/** Who is alive: registration, heartbeats, the reaper of lost attempts and the relay of what is due. Knows no technology. */
@NullMarked
package cz.statex.aiworkers.core.registry;

import org.jspecify.annotations.NullMarked;
