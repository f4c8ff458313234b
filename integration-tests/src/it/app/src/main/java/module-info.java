module app {
    requires dev.parlance.api;
    requires dev.parlance.samplers;
}
