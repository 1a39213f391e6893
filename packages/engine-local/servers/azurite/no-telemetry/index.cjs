// Azurite calls nothing of this while it runs with --disableTelemetry.
module.exports = {};
