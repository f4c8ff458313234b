/** How it works inside: discovery of engines, sessions, the scheduler and the one generation loop. Not exported. */
package dev.parlance.internal;
