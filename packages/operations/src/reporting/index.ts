export { describedRules } from "./described-rules.ts";
export { type Rendering, renderAs } from "./render-as.ts";
export { REPORT_FORMATS, type ReportFormat } from "./report-formats.ts";
export { type Reported, type ReportRequest, reported } from "./reported.ts";
