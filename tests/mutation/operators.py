"""The rule-breaking edits. An operator looks at a driver and yields the mutants it can make of it.

A mutant says what must be found: one of `expect` (the rule that owns the mistake, then its documented siblings: see the
order in analyzer/rules/shared.h) in function `where`, in a message that contains `token`. All text is inserted without
line breaks where that is possible, so that lines stay where they are.

A mutant must break the documented contract for certain. What may be legal is not made: levels are left alone in a driver
that mentions the passive level at all, unless the operator takes that away itself.
"""
import re

HANDLER = {"EVT_WDF_IO_QUEUE_IO_" + x for x in ("DEFAULT", "READ", "WRITE", "DEVICE_CONTROL", "INTERNAL_DEVICE_CONTROL")}
IOCTL = {"EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL", "EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL"}
COMPLETION = {"EVT_WDF_REQUEST_COMPLETION_ROUTINE"}
DPC = {"EVT_WDF_DPC", "EVT_WDF_INTERRUPT_DPC"}
TIMER = {"EVT_WDF_TIMER"}
CALLER = {"EVT_WDF_IO_IN_CALLER_CONTEXT"}
PREPROCESS = {"EVT_WDFDEVICE_WDM_IRP_PREPROCESS"}
POWER = {"EVT_WDF_DEVICE_PREPARE_HARDWARE", "EVT_WDF_DEVICE_RELEASE_HARDWARE", "EVT_WDF_DEVICE_D0_EXIT"}
ADD = {"EVT_WDF_DRIVER_DEVICE_ADD"}
DEFERRED = DPC | TIMER | COMPLETION

PASSIVE = re.compile(r"\bWdfExecutionLevelPassive\b")
SLOTS = {"EvtIoDefault": "DEFAULT", "EvtIoRead": "READ", "EvtIoWrite": "WRITE", "EvtIoDeviceControl": "DEVICE_CONTROL",
         "EvtIoInternalDeviceControl": "INTERNAL_DEVICE_CONTROL"}
FORMATS = r"WdfIoTargetFormatRequestFor\w+|WdfRequestFormatRequestUsingCurrentType|WdfRequestWdmFormatUsingStackLocation"


class Driver:
    """The sources of one driver, what its functions are for, and where they are defined."""

    def __init__(self, name, sources):
        self.name, self.sources = name, sources
        self.passive = any(PASSIVE.search(s.code) for s in sources)
        self.defined, self.roles = {}, {}
        for s in sources:
            for f in s.functions:
                self.defined.setdefault(f.name, f)
        for s in sources:
            self._declared(s)
            self._registered(s)

    def _declared(self, s):
        for m in re.finditer(r"\b(EVT_WDF\w+)\s+(\w+(?:\s*,\s*\w+)*)\s*;", s.code):
            for name in re.split(r"\s*,\s*", m[2]):
                self.roles.setdefault(name, m[1])

    def _registered(self, s):
        for m in re.finditer(r"\.\s*(EvtIo\w+)\s*=\s*(\w+)\s*;", s.code):
            if m[1] in SLOTS:
                self.roles.setdefault(m[2], "EVT_WDF_IO_QUEUE_IO_" + SLOTS[m[1]])
        for call, role, i in (("WdfRequestSetCompletionRoutine", "EVT_WDF_REQUEST_COMPLETION_ROUTINE", 1),
                              ("WDF_TIMER_CONFIG_INIT(?:_PERIODIC)?", "EVT_WDF_TIMER", 1),
                              ("WDF_DPC_CONFIG_INIT", "EVT_WDF_DPC", 1),
                              ("WdfDeviceInitSetIoInCallerContextCallback", "EVT_WDF_IO_IN_CALLER_CONTEXT", 1)):
            for c in s.calls([call]):
                if c.arg(i) in self.defined:
                    self.roles.setdefault(c.arg(i), role)

    def preprocesses_io(self, name):
        """Creation, closing, Plug and Play come at PASSIVE_LEVEL; reads, writes and control codes at their sender's."""
        return any(c.arg(1) == name and re.search(r"IRP_MJ_(READ|WRITE|\w*DEVICE_CONTROL)$", c.arg(2))
                   for s in self.sources for c in s.calls(["WdfDeviceInitAssignWdmIrpPreprocessCallback"]))

    def reached(self, roles):
        """The names of the functions that callbacks of these roles call, near or far, and of those themselves."""
        todo, out = [f.name for f in self.of(roles)], set()
        while todo:
            name = todo.pop()
            if name not in out:
                out.add(name)
                todo += [w for w in set(re.findall(r"\w+", self.defined[name].code)) if w in self.defined]
        return out

    def of(self, roles):
        for f in self.functions():
            if self.roles.get(f.name) in roles:
                yield f

    def functions(self):
        return self.defined.values()


class Mutant:
    def __init__(self, op, function, expect, edits, token="", where=None, shares=False, wide=False, at=None):
        self.op, self.function, self.rule, self.expect, self.edits, self.token = \
            op, function, expect[0], set(expect), edits, token
        self.where = {function.name} if where is None else where  # empty: anywhere in the driver
        self.shares = shares  # may stand beside others of its kind in one function
        self.wide = wide      # changes what holds in other functions, too
        self.path = function.src.path
        self.line = function.src.line(function.start if at is None else at)


OPERATORS = {}


def operator(fn):
    OPERATORS[fn.__name__.replace("_", "-")] = fn
    fn.title = fn.__name__.replace("_", "-")
    return fn


def put(f, text, at=None):
    at = f.body if at is None else at
    return (f.src.path, at, at, " " + text + " ")


def swap(src, start, end, text):
    return (src.path, start, end, text)


# --- One statement at the start of a callback ---

WAIT = "{ KEVENT rcEvent; KeInitializeEvent(&rcEvent, NotificationEvent, FALSE); " \
       "(void)KeWaitForSingleObject(&rcEvent, Executive, KernelMode, FALSE, NULL); }"
DELAY = "{ LARGE_INTEGER rcTime; rcTime.QuadPart = -10000; (void)KeDelayExecutionThread(KernelMode, FALSE, &rcTime); }"
OPEN_KEY = "{ OBJECT_ATTRIBUTES rcAttributes; UNICODE_STRING rcName; HANDLE rcKey; RtlInitUnicodeString(&rcName, L\"x\"); " \
           "InitializeObjectAttributes(&rcAttributes, &rcName, %s, NULL, NULL); " \
           "if (NT_SUCCESS(ZwOpenKey(&rcKey, KEY_READ, &rcAttributes))) { ZwClose(rcKey); } }"
CREATE_FILE = "{ OBJECT_ATTRIBUTES rcAttributes; UNICODE_STRING rcName; IO_STATUS_BLOCK rcBlock; HANDLE rcFile; " \
              "RtlInitUnicodeString(&rcName, L\"x\"); " \
              "InitializeObjectAttributes(&rcAttributes, &rcName, OBJ_KERNEL_HANDLE, NULL, NULL); " \
              "if (NT_SUCCESS(ZwCreateFile(&rcFile, GENERIC_READ, &rcAttributes, &rcBlock, NULL, FILE_ATTRIBUTE_NORMAL, 0, " \
              "FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0))) { ZwClose(rcFile); } }"
PAGED = "{ PVOID rcPool = ExAllocatePoolWithTag(PagedPool, 64, 'tuMR'); if (rcPool) { ExFreePoolWithTag(rcPool, 'tuMR'); } }"
PAGED2 = "{ PVOID rcPool = ExAllocatePool2(POOL_FLAG_PAGED, 64, 'tuMR'); if (rcPool) { ExFreePoolWithTag(rcPool, 'tuMR'); } }"
MAP = "{ PMDL rcMdl = NULL; if (NT_SUCCESS(WdfRequestRetrieveInputWdmMdl(%s, &rcMdl))) { %s " \
      "(void)MmMapLockedPagesSpecifyCache(rcMdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority); %s } }"
MAP_SEH = MAP % ("{p1}", "__try {", "} __except (EXCEPTION_EXECUTE_HANDLER) { }")
QUERY = "{ ULONG rcLength; (void)WdfDeviceQueryProperty(%s, DevicePropertyBusNumber, 0, NULL, &rcLength); }"
SYNC_SEND = "{ WDF_REQUEST_SEND_OPTIONS rcOptions; WDF_REQUEST_SEND_OPTIONS_INIT(&rcOptions, " \
            "WDF_REQUEST_SEND_OPTION_SYNCHRONOUS); extern WDFREQUEST RcRequest; extern WDFIOTARGET RcTarget; " \
            "if (WdfRequestSend(RcRequest, RcTarget, &rcOptions)) { (void)WdfRequestGetStatus(RcRequest); } }"
DEVICE = "WdfIoQueueGetDevice({p0})"
EVENT = "extern KEVENT RcEvent; "

# operator: (roles, statement, rules, token, is it about the level?)
INSERTS = {
    "wait-in-handler": (HANDLER, WAIT, ["blocking-primitive-at-unknown-irql"], "KeWaitForSingleObject", True),
    "wait-in-dpc": (DPC, WAIT, ["blocking-primitive-at-unknown-irql"], "KeWaitForSingleObject", True),
    "wait-in-timer": (TIMER, WAIT, ["blocking-primitive-at-unknown-irql"], "KeWaitForSingleObject", True),
    "wait-in-completion": (COMPLETION, WAIT, ["blocking-primitive-at-unknown-irql", "completion-routine-assumes-passive"],
                           "KeWaitForSingleObject", True),
    "delay-in-handler": (HANDLER, DELAY, ["blocking-primitive-at-unknown-irql"], "KeDelayExecutionThread", True),
    "wait-lock-in-handler": (HANDLER, "{ extern WDFWAITLOCK RcLock; (void)WdfWaitLockAcquire(RcLock, NULL); "
                             "WdfWaitLockRelease(RcLock); }", ["wait-lock-at-unknown-irql"], "WdfWaitLockAcquire", True),
    "wait-lock-in-deferred": (DEFERRED, "{ extern WDFWAITLOCK RcLock; (void)WdfWaitLockAcquire(RcLock, NULL); "
                              "WdfWaitLockRelease(RcLock); }",
                              ["wait-lock-at-unknown-irql", "completion-routine-assumes-passive"], "WdfWaitLockAcquire", True),
    "fast-mutex-in-handler": (HANDLER, "{ extern FAST_MUTEX RcMutex; ExAcquireFastMutex(&RcMutex); "
                              "ExReleaseFastMutex(&RcMutex); }", ["blocking-primitive-at-unknown-irql"],
                              "ExAcquireFastMutex", True),
    "zw-open-key-in-handler": (HANDLER, OPEN_KEY % "OBJ_KERNEL_HANDLE", ["registry-or-file-at-dispatch"], "ZwOpenKey", True),
    "zw-create-file-in-deferred": (DEFERRED, CREATE_FILE,
                                   ["registry-or-file-at-dispatch", "completion-routine-assumes-passive"], "ZwCreateFile", True),
    "registry-in-handler": (HANDLER, "{ WDFKEY rcKey; if (NT_SUCCESS(WdfDriverOpenParametersRegistryKey(WdfGetDriver(), "
                            "KEY_READ, WDF_NO_OBJECT_ATTRIBUTES, &rcKey))) { WdfRegistryClose(rcKey); } }",
                            ["registry-or-file-at-dispatch"], "WdfDriverOpenParametersRegistryKey", True),
    "paged-pool-in-handler": (HANDLER, PAGED, ["paged-pool-at-dispatch"], "ExAllocatePoolWithTag", True),
    "paged-pool-in-deferred": (DEFERRED, PAGED2, ["paged-pool-at-dispatch"], "ExAllocatePool2", True),
    "passive-call-in-handler": (HANDLER, QUERY.replace("%s", DEVICE),
                                ["ddi-above-max-irql-execution-level", "sync-scope-forces-dispatch"],
                                "WdfDeviceQueryProperty", True),
    "passive-call-in-deferred": (DPC | TIMER, "{ extern WDFDEVICE RcDevice; " + QUERY.replace("%s", "RcDevice") + " }",
                                 ["ddi-above-max-irql"], "WdfDeviceQueryProperty", True),
    "passive-call-in-completion": (COMPLETION, QUERY.replace("%s", "WdfIoTargetGetDevice({p1})"),
                                   ["completion-routine-assumes-passive"], "WdfDeviceQueryProperty", True),
    "passive-call-in-caller-context": (CALLER, QUERY.replace("%s", "{p0}"), ["caller-context-assumes-passive"],
                                       "WdfDeviceQueryProperty", True),
    "passive-call-in-preprocess": (PREPROCESS, QUERY.replace("%s", "{p0}"), ["preprocess-assumes-passive"],
                                   "WdfDeviceQueryProperty", True),
    "sync-ioctl-in-handler": (HANDLER, "(void)WdfIoTargetSendIoctlSynchronously(WdfDeviceGetIoTarget(" + DEVICE +
                              "), NULL, 0x222000, NULL, NULL, NULL, NULL);", ["sync-target-helper-at-dispatch"],
                              "WdfIoTargetSendIoctlSynchronously", True),
    "sync-ioctl-in-completion": (COMPLETION, "(void)WdfIoTargetSendIoctlSynchronously({p1}, NULL, 0x222000, NULL, NULL, "
                                 "NULL, NULL);", ["sync-target-helper-at-dispatch", "completion-routine-assumes-passive"],
                                 "WdfIoTargetSendIoctlSynchronously", True),
    "sync-send-in-handler": (HANDLER, SYNC_SEND, ["sync-send-at-dispatch"], "WdfRequestSend", True),
    "sync-send-in-completion": (COMPLETION, SYNC_SEND, ["sync-send-at-dispatch", "completion-routine-assumes-passive"],
                                "WdfRequestSend", True),
    "timer-stop-wait-in-deferred": (DEFERRED, "{ extern WDFTIMER RcTimer; (void)WdfTimerStop(RcTimer, TRUE); }",
                                    ["timer-stop-wait"], "WdfTimerStop", True),
    "own-timer-stop-wait": (TIMER, "(void)WdfTimerStop({p0}, TRUE);", ["timer-stop-wait"], "WdfTimerStop", False),
    "dpc-cancel-wait": (DPC | HANDLER, "{ extern WDFDPC RcDpc; (void)WdfDpcCancel(RcDpc, TRUE); }", ["dpc-cancel-wait"],
                        "WdfDpcCancel", True),
    "target-stop-in-handler": (HANDLER | DPC, "{ extern WDFIOTARGET RcTarget; WdfIoTargetStop(RcTarget, "
                               "WdfIoTargetWaitForSentIoToComplete); }", ["target-stop-wait-irql"], "WdfIoTargetStop", True),
    "stop-idle-wait-in-handler": (HANDLER, "(void)WdfDeviceStopIdle(" + DEVICE + ", TRUE);", ["stop-idle-wait-in-handler"],
                                  "WdfDeviceStopIdle", True),
    "user-map-in-handler": (HANDLER, MAP_SEH, ["usermode-map-in-request-handler"], "MmMapLockedPagesSpecifyCache", False),
    "user-map-in-deferred": (DEFERRED, "{ extern PMDL RcMdl; __try { (void)MmMapLockedPagesSpecifyCache(RcMdl, UserMode, "
                             "MmCached, NULL, FALSE, NormalPagePriority); } __except (EXCEPTION_EXECUTE_HANDLER) { } }",
                             ["usermode-map-in-deferred-callback", "usermode-map-irql"], "MmMapLockedPagesSpecifyCache", False),
    "user-map-without-seh": (CALLER | HANDLER, MAP % ("{p1}", "", ""), ["usermode-map-without-seh"],
                             "MmMapLockedPagesSpecifyCache", False),
    "user-handle-in-handler": (HANDLER, OPEN_KEY % "OBJ_CASE_INSENSITIVE", ["handle-without-kernel-flag"], "ZwOpenKey", False),
    "current-process-in-handler": (HANDLER, "{ HANDLE rcId = PsGetCurrentProcessId(); (void)rcId; }",
                                   ["current-process-identity-in-handler"], "PsGetCurrentProcessId", False),
    "previous-mode-in-handler": (HANDLER, "{ KPROCESSOR_MODE rcMode = ExGetPreviousMode(); (void)rcMode; }",
                                 ["previous-mode-in-handler"], "ExGetPreviousMode", False),
    "bitness-in-handler": (HANDLER, "{ BOOLEAN rcIs = IoIs32bitProcess(NULL); (void)rcIs; }",
                           ["bitness-of-current-process"], "IoIs32bitProcess", False),
    "current-token-in-handler": (HANDLER, "{ SECURITY_SUBJECT_CONTEXT rcSubject; SeCaptureSubjectContext(&rcSubject); "
                                 "SeReleaseSubjectContext(&rcSubject); }", ["current-token-in-handler"],
                                 "SeCaptureSubjectContext", False),
    "quota-in-handler": (HANDLER, "{ PVOID rcPool = ExAllocatePoolWithQuotaTag(NonPagedPoolNx, 64, 'tuMR'); "
                         "if (rcPool) { ExFreePoolWithTag(rcPool, 'tuMR'); } }", ["quota-allocation-in-arbitrary-context"],
                         "ExAllocatePoolWithQuotaTag", False),
    "user-memory-in-handler": (HANDLER, "{ PVOID rcBase = NULL; SIZE_T rcSize = 4096; (void)ZwAllocateVirtualMemory("
                               "ZwCurrentProcess(), &rcBase, 0, &rcSize, MEM_COMMIT, PAGE_READWRITE); }",
                               ["current-process-address-space-in-handler"], "ZwAllocateVirtualMemory", False),
    "user-wait-in-handler": (HANDLER, "{ " + EVENT + "(void)KeWaitForSingleObject(&RcEvent, UserRequest, UserMode, TRUE, NULL); }",
                             ["user-mode-wait-in-arbitrary-thread", "blocking-primitive-at-unknown-irql"],
                             "KeWaitForSingleObject", False),
    "signal-with-wait-in-handler": (HANDLER | COMPLETION, "{ " + EVENT + "(void)KeSetEvent(&RcEvent, IO_NO_INCREMENT, TRUE); }",
                                    ["event-signal-with-wait-arbitrary-thread"], "KeSetEvent", False),
    "unsafe-buffer-in-handler": (HANDLER, "{ PVOID rcBuffer; size_t rcLength; (void)WdfRequestRetrieveUnsafeUserInputBuffer("
                                 "{p1}, 1, &rcBuffer, &rcLength); }", ["unsafe-user-buffer-outside-caller-context"],
                                 "WdfRequestRetrieveUnsafeUserInputBuffer", False),
    "open-local-target": (POWER, "{ WDF_IO_TARGET_OPEN_PARAMS rcParams; UNICODE_STRING rcName; RtlInitUnicodeString(&rcName, "
                          "L\"x\"); WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&rcParams, &rcName, GENERIC_READ); "
                          "(void)WdfIoTargetOpen(WdfDeviceGetIoTarget({p0}), &rcParams); }", ["open-on-local-target"],
                          "", False),
}


def insert(op, roles, statement, rules, token, level):
    def make(d):
        for f in d.of(roles):
            # Levels that are set to passive somewhere may hold here; DPCs and completion routines know none.
            if level and d.passive and d.roles[f.name] in HANDLER | TIMER:
                continue
            if d.roles[f.name] in PREPROCESS and not d.preprocesses_io(f.name):
                continue
            text = statement
            for i in range(4):
                slot = "{p%d}" % i
                if slot in text:
                    name = f.params[i] if i < len(f.params) else ""
                    text = text.replace(slot, name) if name else ""
            if text:
                yield Mutant(op, f, rules, [put(f, text)], token, shares=True)
    make.title = op
    return make


for _op, _row in INSERTS.items():
    OPERATORS[_op] = insert(_op, *_row)


# --- Callbacks made pageable ---

@operator
def paged_code_in_callback(d):
    """PAGED_CODE() at the start of what may be called at DISPATCH_LEVEL."""
    for f in d.of(HANDLER | DEFERRED):
        if (d.passive and d.roles[f.name] in HANDLER | TIMER) or "PAGED_CODE" in f.code:
            continue
        yield Mutant("paged-code-in-callback", f, ["paged-code-macro-above-apc", "pageable-io-callback"],
                     [put(f, "PAGED_CODE();")])


def in_page(d, name):
    return any(re.search(r"alloc_text\s*\(\s*PAGE\w*\s*,\s*%s\b" % name, s.text) for s in d.sources)


@operator
def page_section_for_callback(d):
    """#pragma alloc_text(PAGE, handler)."""
    for f in d.of(HANDLER | DEFERRED):
        if (d.passive and d.roles[f.name] in HANDLER | TIMER) or in_page(d, f.name) or f.src.path.endswith(".cpp"):
            continue
        yield Mutant("page-section-for-callback", f, ["pageable-io-callback", "paged-code-macro-above-apc"],
                     [swap(f.src, f.start, f.start, "\n#pragma alloc_text(PAGE, %s)\n" % f.name)])


@operator
def pageable_helper(d):
    """A handler or DPC calls a new helper in PAGE."""
    for f in d.of(HANDLER | DEFERRED):
        if (d.passive and d.roles[f.name] in HANDLER | TIMER) or f.src.path.endswith(".cpp"):
            continue
        if in_page(d, f.name):
            continue  # the callback itself is the mistake
        helper = "\nVOID RcHelper%s(VOID);\n#pragma alloc_text(PAGE, RcHelper%s)\nVOID RcHelper%s(VOID) { }\n" % ((f.name,) * 3)
        yield Mutant("pageable-helper", f, ["pageable-callee-at-dispatch"],
                     [swap(f.src, f.start, f.start, helper), put(f, "RcHelper%s();" % f.name)],
                     where={f.name, "RcHelper" + f.name})


@operator
def spin_lock_in_pageable(d):
    """A function in PAGE takes a spin lock."""
    for f in d.functions():
        if in_page(d, f.name):
            yield Mutant("spin-lock-in-pageable", f, ["pageable-code-takes-spinlock"],
                         [put(f, "{ extern WDFSPINLOCK RcSpin; WdfSpinLockAcquire(RcSpin); WdfSpinLockRelease(RcSpin); }")],
                         "", shares=True)


# --- Under a spin lock ---

def acquires(f):
    for c in f.calls("WdfSpinLockAcquire", "KeAcquireSpinLock", "KeAcquireInStackQueuedSpinLock"):
        span = f.src.simple(c)
        if span:
            yield c, span


def under_lock(op, statement, rules, token):
    def make(d):
        for f in d.functions():
            for c, span in acquires(f):
                yield Mutant(op, f, rules, [put(f, statement, span[1])], token, shares=True, at=c.start)
    make.title = op
    return make


for _op, _row in {
    "wait-under-spin-lock": (WAIT, ["passive-call-under-spinlock", "blocking-primitive-at-unknown-irql"],
                             "KeWaitForSingleObject"),
    "fast-mutex-under-spin-lock": ("{ extern FAST_MUTEX RcMutex; ExAcquireFastMutex(&RcMutex); ExReleaseFastMutex(&RcMutex); }",
                                   ["passive-call-under-spinlock", "blocking-primitive-at-unknown-irql"], "ExAcquireFastMutex"),
    "paged-pool-under-spin-lock": (PAGED, ["paged-pool-at-dispatch"], "ExAllocatePoolWithTag"),
    "wait-lock-under-spin-lock": ("{ extern WDFWAITLOCK RcLock; (void)WdfWaitLockAcquire(RcLock, NULL); "
                                  "WdfWaitLockRelease(RcLock); }",
                                  ["passive-call-under-spinlock", "wait-lock-at-unknown-irql"], "WdfWaitLockAcquire"),
}.items():
    OPERATORS[_op] = under_lock(_op, *_row)


@operator
def drop_spin_lock_release(d):
    """A callback's only lock is not released any more."""
    for f in d.of(HANDLER | DEFERRED | POWER):
        gets = list(acquires(f))
        frees = list(f.calls("WdfSpinLockRelease", "KeReleaseSpinLock", "KeReleaseInStackQueuedSpinLock"))
        spans = [f.src.simple(c) for c in frees]
        if len(gets) == 1 and frees and all(spans):
            yield Mutant("drop-spin-lock-release", f, ["callback-irql-imbalance"],
                         [swap(f.src, a, b, ";") for a, b in spans], at=frees[0].start)


@operator
def move_wait_under_spin_lock(d):
    """The wait that a function makes anyway is made with a spin lock held."""
    for f in d.functions():
        for c in f.calls("KeWaitForSingleObject", "WdfWaitLockAcquire", "KeDelayExecutionThread", "ExAcquireFastMutex"):
            span = f.src.simple(c)
            if not span or (c.name == "KeWaitForSingleObject" and c.arg(4) != "NULL") or \
                    (c.name == "WdfWaitLockAcquire" and c.arg(1) != "NULL"):
                continue
            yield Mutant("move-wait-under-spin-lock", f,
                         ["passive-call-under-spinlock", "blocking-primitive-at-unknown-irql", "wait-lock-at-unknown-irql",
                          "pageable-code-takes-spinlock"],
                         [swap(f.src, span[0], span[0], "{ extern WDFSPINLOCK RcSpin; WdfSpinLockAcquire(RcSpin); "),
                          swap(f.src, span[1], span[1], " WdfSpinLockRelease(RcSpin); }")], c.name, at=c.start)


# --- Levels and scopes of objects ---

def queue_creates(d):
    for f in d.functions():
        for c in f.calls("WdfIoQueueCreate"):
            span = f.src.statement(c.start)
            config = c.arg(1).lstrip("& ")
            names = re.findall(r"\b%s\s*\.\s*EvtIo(?:Default|Read|Write|DeviceControl|InternalDeviceControl)\s*=\s*(\w+)"
                               % re.escape(config), f.src.code[f.body:c.start])
            handlers = [d.defined[n] for n in names if n in d.defined]
            if span and len(c.spans) == 4 and handlers:
                yield f, c, span, handlers


def attribute_edit(f, c, span, i, field, value):
    """Edits that have argument `i` of a create call carry `field`, whatever it was before."""
    src, arg = f.src, c.arg(i)
    if arg in ("WDF_NO_OBJECT_ATTRIBUTES", "NULL"):
        return [put(f, "WDF_OBJECT_ATTRIBUTES rcAttributes; WDF_OBJECT_ATTRIBUTES_INIT(&rcAttributes); "
                    "rcAttributes.%s = %s;" % (field, value)), swap(src, *c.spans[i], "&rcAttributes")]
    if re.fullmatch(r"&\s*[\w.\->]+", arg):
        return [swap(src, span[0], span[0], "%s.%s = %s; " % (arg.lstrip("& "), field, value))]
    return None


def scope_on_queue(op, value):
    def make(d):
        if d.passive:
            return
        for f, c, span, handlers in queue_creates(d):
            edits = attribute_edit(f, c, span, 2, "SynchronizationScope", value)
            h = handlers[0]
            if edits and h.name != f.name and h.params and h.params[0]:
                text = QUERY.replace("%s", DEVICE).replace("{p0}", h.params[0])
                yield Mutant(op, f, ["sync-scope-forces-dispatch", "ddi-above-max-irql-execution-level"],
                             edits + [put(h, text)], "WdfDeviceQueryProperty", where={h.name}, wide=True, at=c.start)
    make.title = op
    return make


OPERATORS["queue-scope-and-passive-call"] = scope_on_queue("queue-scope-and-passive-call", "WdfSynchronizationScopeQueue")
OPERATORS["device-scope-and-passive-call"] = scope_on_queue("device-scope-and-passive-call", "WdfSynchronizationScopeDevice")


def level_sets(d):
    for s in d.sources:
        for m in re.finditer(r"[\w.\->]+ExecutionLevel\s*=\s*WdfExecutionLevelPassive\s*;", s.code):
            f = next((f for f in s.functions if f.body <= m.start() < f.end), None)
            if f:
                yield f, m


@operator
def drop_passive_level(d):
    """The only assignments of a passive level go, and a handler waits."""
    sets = list(level_sets(d))
    # Timers, work items and interrupts have levels of their own.
    sure = sets and sum(len(PASSIVE.findall(s.code)) for s in d.sources) == len(sets) and \
        not any("PassiveHandling" in s.code for s in d.sources)
    if not sure:
        return
    for h in d.of(HANDLER):
        yield Mutant("drop-passive-level", sets[0][0], ["blocking-primitive-at-unknown-irql"],
                     [swap(f.src, m.start(), m.end(), ";") for f, m in sets] + [put(h, DELAY)], "KeDelayExecutionThread",
                     where={h.name}, wide=True, at=sets[0][1].start())


@operator
def passive_level_on_lock(d):
    """ExecutionLevel for an object that takes none."""
    for f in d.functions():
        for c in f.calls("WdfSpinLockCreate", "WdfWaitLockCreate", "WdfRequestCreate"):
            span = f.src.statement(c.start)
            edits = span and attribute_edit(f, c, span, 0, "ExecutionLevel", "WdfExecutionLevelPassive")
            if edits:
                yield Mutant("passive-level-on-lock", f, ["execution-level-unsupported-object"], edits, wide=True, at=c.start)


@operator
def driver_wide_level(d):
    """Attributes of the driver that every object inherits."""
    for f in d.functions():
        for c in f.calls("WdfDriverCreate"):
            span = f.src.statement(c.start)
            edits = span and attribute_edit(f, c, span, 2, "SynchronizationScope", "WdfSynchronizationScopeDevice")
            if edits:
                yield Mutant("driver-wide-level", f, ["driver-wide-attributes-changed"], edits, wide=True, at=c.start)


@operator
def queue_level_against_device(d):
    """Passive level on a queue whose scope is the device's, while the device is at dispatch."""
    if d.passive or any("SynchronizationScope" in s.code for s in d.sources):
        return
    for f, c, span, _ in queue_creates(d):
        first = attribute_edit(f, c, span, 2, "SynchronizationScope", "WdfSynchronizationScopeDevice")
        if first:
            e = first[0]
            name = re.search(r"([\w.\->]+)\.SynchronizationScope", e[3])[1]
            first[0] = e[:3] + (e[3] + "%s.ExecutionLevel = WdfExecutionLevelPassive; " % name,)
            yield Mutant("queue-level-against-device", f, ["queue-device-execution-level-mismatch"], first, wide=True, at=c.start)


@operator
def passive_periodic_timer(d):
    """A periodic timer gets a passive level."""
    for f in d.functions():
        inits = list(f.calls("WDF_TIMER_CONFIG_INIT_PERIODIC"))
        for c in f.calls("WdfTimerCreate"):
            span = f.src.statement(c.start)
            if len(inits) != 1 or not span or c.arg(0).lstrip("& ") != inits[0].arg(0).lstrip("& "):
                continue
            edits = attribute_edit(f, c, span, 1, "ExecutionLevel", "WdfExecutionLevelPassive")
            if edits and "NULL" not in c.arg(1):
                yield Mutant("passive-periodic-timer", f, ["passive-timer-with-period", "automatic-serialization-incompatible"],
                             edits, wide=True, at=c.start)


@operator
def timer_stop_waits(d):
    """WdfTimerStop(..., FALSE) becomes TRUE where nothing may wait."""
    for f in d.of(HANDLER | DEFERRED):
        if d.passive and d.roles[f.name] in HANDLER | TIMER:
            continue
        for c in f.calls("WdfTimerStop"):
            if c.arg(1) == "FALSE":
                yield Mutant("timer-stop-waits", f, ["timer-stop-wait"], [swap(f.src, *c.spans[1], "TRUE")], at=c.start)


# --- Process context ---

@operator
def map_for_user(d):
    """KernelMode -> UserMode in a handler's mapping."""
    for f in d.of(HANDLER | DEFERRED):
        for c in f.calls("MmMapLockedPagesSpecifyCache"):
            if c.arg(1) == "KernelMode":
                yield Mutant("map-for-user", f, ["usermode-map-in-request-handler", "usermode-map-in-deferred-callback",
                                                 "usermode-map-without-seh"], [swap(f.src, *c.spans[1], "UserMode")], at=c.start)


@operator
def drop_kernel_handle(d):
    """OBJ_KERNEL_HANDLE is taken away in a handler."""
    for f in d.of(HANDLER):
        for c in f.calls("InitializeObjectAttributes"):
            at = f.src.text.find("OBJ_KERNEL_HANDLE", c.start, c.end)
            if at > 0:
                yield Mutant("drop-kernel-handle", f, ["handle-without-kernel-flag"],
                             [swap(f.src, at, at + len("OBJ_KERNEL_HANDLE"), "0")], at=at)


@operator
def enqueue_in_handler(d):
    """WdfRequestComplete in a handler becomes WdfDeviceEnqueueRequest."""
    for f in d.of(HANDLER):
        for c in f.calls("WdfRequestComplete", "WdfRequestCompleteWithInformation"):
            if f.src.simple(c) and len(f.params) > 1 and c.arg(0) == f.params[1] and f.params[0]:
                yield Mutant("enqueue-in-handler", f, ["enqueue-outside-caller-context"],
                             [swap(f.src, c.start, c.end, "(void)WdfDeviceEnqueueRequest(WdfIoQueueGetDevice(%s), %s)"
                                   % (f.params[0], f.params[1]))], at=c.start)
                break


@operator
def caller_context_keeps_request(d):
    """EvtIoInCallerContext does not complete the request on one path."""
    for f in d.of(CALLER):
        for c in f.calls("WdfRequestComplete", "WdfRequestCompleteWithInformation"):
            span = f.src.simple(c)
            if span and c.arg(0) == f.params[1]:
                yield Mutant("caller-context-keeps-request", f, ["caller-context-must-finish-request"],
                             [swap(f.src, *span, ";")], at=c.start)


@operator
def caller_context_returns_early(d):
    for f in d.of(CALLER):
        yield Mutant("caller-context-returns-early", f, ["caller-context-must-finish-request"],
                     [put(f, "if (KeGetCurrentIrql() > PASSIVE_LEVEL) { return; }")])


@operator
def touch_after_enqueue(d):
    """The request is looked at after it was enqueued."""
    for f in d.of(CALLER):
        for c in f.calls("WdfDeviceEnqueueRequest"):
            span = f.src.simple(c)
            # With a reference of its own the callback may look at the handle.
            if span and "WdfObjectReference" not in f.code:
                yield Mutant("touch-after-enqueue", f, ["request-used-after-enqueue"],
                             [put(f, "{ WDF_REQUEST_PARAMETERS rcParameters; WDF_REQUEST_PARAMETERS_INIT(&rcParameters); "
                                  "WdfRequestGetParameters(%s, &rcParameters); }" % c.arg(1), span[1])], at=c.start)


# --- Targets and requests ---

OPENS = "static WDFIOTARGET RcRemote%s(WDFDEVICE rcDevice) { WDFIOTARGET rcTarget = NULL; WDF_IO_TARGET_OPEN_PARAMS rcParams; " \
        "UNICODE_STRING rcName; RtlInitUnicodeString(&rcName, L\"x\"); " \
        "if (!NT_SUCCESS(WdfIoTargetCreate(rcDevice, WDF_NO_OBJECT_ATTRIBUTES, &rcTarget))) { return NULL; } " \
        "WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&rcParams, &rcName, GENERIC_READ); " \
        "if (!NT_SUCCESS(WdfIoTargetOpen(rcTarget, &rcParams))) { WdfObjectDelete(rcTarget); return NULL; } return rcTarget; } "
OPENS_FILE = OPENS.replace("UNICODE_STRING rcName; RtlInitUnicodeString(&rcName, L\"x\");",
                           "extern PDEVICE_OBJECT RcDevice; extern PFILE_OBJECT RcFile;").replace(
    "WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&rcParams, &rcName, GENERIC_READ);",
    "WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&rcParams, RcDevice); rcParams.TargetFileObject = RcFile;")


def sends(f):
    return [c for c in f.calls("WdfRequestSend") if len(c.spans) == 3]


def own_target(f, c):
    """The local target that is asked for in this very function and sent to."""
    for g in f.calls("WdfDeviceGetIoTarget"):
        if g.start == c.spans[1][0]:
            return g
        m = re.search(r"\b(\w+)\s*=\s*$", f.src.code[f.body:g.start])
        if m and m[1] == c.arg(1):
            return g
    return None


def forgets(f):
    return "WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET" in f.code


def swap_target(op, helper, needs, rules):
    def make(d):
        for f in d.functions():
            for c in sends(f):
                g = own_target(f, c)
                if needs is forgets and c.arg(2) in ("WDF_NO_SEND_OPTIONS", "NULL"):
                    continue  # of several sends, this one comes back
                if g and needs(f):
                    yield Mutant(op, f, rules, [swap(f.src, f.start, f.start, helper % f.name),
                                                swap(f.src, g.start, g.start + len(g.name), "RcRemote" + f.name)], at=c.start)
                    break
    make.title = op
    return make


def formats_current(f):
    return "WdfRequestFormatRequestUsingCurrentType" in f.code


OPERATORS["forget-to-target-by-name"] = swap_target("forget-to-target-by-name", OPENS, forgets, ["send-and-forget-open-by-name"])
OPERATORS["forget-to-target-with-file"] = swap_target("forget-to-target-with-file", OPENS_FILE, forgets,
                                                      ["send-and-forget-with-file-object"])
OPERATORS["current-type-to-remote"] = swap_target("current-type-to-remote", OPENS, formats_current,
                                                  ["current-type-format-on-remote-target"])


def insert_send(op, helper, options, rules):
    """A handler passes its request on to a target that it opens: wrong in what the options and the formatting say."""
    def make(d):
        for f in d.of(HANDLER):
            if len(f.params) < 2 or not all(f.params[:2]):
                continue
            queue, request = f.params[:2]
            text = "{ WDF_REQUEST_SEND_OPTIONS rcOptions; WDFIOTARGET rcTarget = RcRemote%s(WdfIoQueueGetDevice(%s)); " \
                   "WDF_REQUEST_SEND_OPTIONS_INIT(&rcOptions, %s); if (rcTarget != NULL) { " \
                   "WdfRequestFormatRequestUsingCurrentType(%s); if (!WdfRequestSend(%s, rcTarget, &rcOptions)) { " \
                   "WdfRequestComplete(%s, WdfRequestGetStatus(%s)); } return; } }" % (
                       (f.name, queue, options) + (request,) * 4)
            yield Mutant(op, f, rules, [swap(f.src, f.start, f.start, helper % f.name), put(f, text)])
    make.title = op
    return make


FORGET = "WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET"
OPERATORS["pass-on-by-name"] = insert_send("pass-on-by-name", OPENS, FORGET, ["send-and-forget-open-by-name"])
OPERATORS["pass-on-with-file"] = insert_send("pass-on-with-file", OPENS_FILE, FORGET, ["send-and-forget-with-file-object"])
OPERATORS["pass-on-current-type"] = insert_send("pass-on-current-type", OPENS, "0", ["current-type-format-on-remote-target"])


@operator
def forget_with_timeout(d):
    """Send-and-forget with a timeout flag."""
    for f in d.functions():
        for c in f.calls("WDF_REQUEST_SEND_OPTIONS_INIT"):
            if c.arg(1) == FORGET and sends(f):
                yield Mutant("forget-with-timeout", f, ["send-and-forget-flag-combination"],
                             [swap(f.src, *c.spans[1], FORGET + " | WDF_REQUEST_SEND_OPTION_TIMEOUT")], at=c.start)


def async_sends(f):
    """Sends without options: the request comes back."""
    return [c for c in sends(f) if c.arg(2) in ("WDF_NO_SEND_OPTIONS", "NULL")]


def alone(f, *names):
    """The one simple statement of the function that is a call of one of these."""
    found = list(f.calls(*names))
    span = f.src.simple(found[0]) if len(found) == 1 else None
    return (found[0], span) if span else (None, None)


@operator
def drop_completion_routine(d):
    """Nobody is told any more that the request came back."""
    for f in d.functions():
        c, span = alone(f, "WdfRequestSetCompletionRoutine")
        out = async_sends(f)
        if c and len(out) == 1 and len(sends(f)) == 1 and out[0].start > c.start and out[0].arg(0) == c.arg(0):
            yield Mutant("drop-completion-routine", f, ["async-send-without-completion-routine", "reuse-drops-completion-routine"],
                         [swap(f.src, *span, ";")], at=c.start)


@operator
def drop_formatting(d):
    """The request is sent as it came."""
    for f in d.functions():
        c, span = alone(f, FORMATS)
        out = sends(f)
        if c and len(out) == 1 and out[0].start > c.start and not forgets(f):
            target = 0 if c.name.startswith("WdfRequest") else 1
            if c.arg(target) == out[0].arg(0):
                gives = re.match(r"\s*[\w.\->\[\]]+\s*=", f.src.text[span[0]:c.start])
                yield Mutant("drop-formatting", f, ["unformatted-send"],
                             [swap(f.src, *span, gives[0] + " STATUS_SUCCESS;" if gives else ";")], at=c.start)


@operator
def ignore_format_status(d):
    """The status of a formatting method is dropped."""
    for f in d.functions():
        c, span = alone(f, r"WdfIoTargetFormatRequestFor\w+")
        out = sends(f)
        gives = c and re.match(r"\s*[\w.\->\[\]]+\s*=", f.src.text[span[0]:c.start])
        if gives and len(out) == 1 and out[0].start > c.start and c.arg(1) == out[0].arg(0):
            yield Mutant("ignore-format-status", f, ["format-status-ignored"],
                         [swap(f.src, span[0], c.start, "(void)"), put(f, gives[0] + " STATUS_SUCCESS;", span[1])], at=c.start)


@operator
def forget_formatted(d):
    """A request that was formatted for its target is sent and forgotten."""
    for f in d.functions():
        c, span = alone(f, r"WdfIoTargetFormatRequestFor\w+")
        out = async_sends(f)
        if c and len(out) == 1 and len(sends(f)) == 1 and out[0].start > c.start and c.arg(1) == out[0].arg(0):
            yield Mutant("forget-formatted", f,
                         ["send-and-forget-formatted", "send-and-forget-created-request", "send-and-forget-completion-routine",
                          "send-and-forget-open-by-name"],
                         [put(f, "WDF_REQUEST_SEND_OPTIONS rcOptions; WDF_REQUEST_SEND_OPTIONS_INIT(&rcOptions, %s);" % FORGET),
                          swap(f.src, *out[0].spans[2], "&rcOptions")], at=out[0].start)


@operator
def forget_with_completion(d):
    """A completion routine is set, and the request is sent and forgotten."""
    for f in d.functions():
        c, span = alone(f, "WdfRequestSetCompletionRoutine")
        out = async_sends(f)
        if c and len(out) == 1 and len(sends(f)) == 1 and out[0].start > c.start and out[0].arg(0) == c.arg(0):
            yield Mutant("forget-with-completion", f,
                         ["send-and-forget-completion-routine", "send-and-forget-formatted", "send-and-forget-created-request"],
                         [put(f, "WDF_REQUEST_SEND_OPTIONS rcOptions; WDF_REQUEST_SEND_OPTIONS_INIT(&rcOptions, %s);" % FORGET),
                          swap(f.src, *out[0].spans[2], "&rcOptions")], at=out[0].start)


@operator
def current_type_on_created(d):
    """A request that the driver created is formatted with the type it does not have."""
    for f in d.functions():
        c, span = alone(f, r"WdfIoTargetFormatRequestFor\w+")
        gives = c and re.match(r"\s*[\w.\->\[\]]+\s*=", f.src.text[span[0]:c.start])
        made = c and any(re.sub(r"[&\s]", "", g.arg(2)) == c.arg(1) for g in f.calls("WdfRequestCreate"))
        if made and sends(f):
            yield Mutant("current-type-on-created", f, ["current-type-format-on-created-request",
                                                        "current-type-format-on-remote-target"],
                         [swap(f.src, *span, "WdfRequestFormatRequestUsingCurrentType(%s);%s"
                               % (c.arg(1), " " + gives[0] + " STATUS_SUCCESS;" if gives else ""))], at=c.start)


@operator
def keep_failed_target(d):
    """The target object is not deleted when it cannot be opened, in code that no device goes with."""
    build = d.reached(ADD | POWER)
    for f in d.functions():
        if f.name in build:
            continue
        opened = [c.arg(0) for c in f.calls("WdfIoTargetOpen")]
        made = [re.sub(r"^&\s*", "", c.arg(2)) for c in f.calls("WdfIoTargetCreate")]
        c, span = alone(f, "WdfObjectDelete")
        if c and len(opened) == 1 and c.arg(0) in opened and made == opened:
            yield Mutant("keep-failed-target", f, ["open-failure-leaks-target"], [swap(f.src, *span, ";")], at=c.start)


@operator
def drop_open(d):
    """The created target is used without having been opened."""
    for f in d.functions():
        c, span = alone(f, "WdfIoTargetOpen")
        gives = c and re.match(r"\s*[\w.\->\[\]]+\s*=", f.src.text[span[0]:c.start])
        used = c and [u for u in list(sends(f)) if u.arg(1) == c.arg(0) and u.start > c.start]
        if used and gives and list(f.calls("WdfIoTargetCreate")):
            yield Mutant("drop-open", f, ["remote-target-not-open"], [swap(f.src, *span, gives[0] + " STATUS_SUCCESS;")],
                         at=c.start)


@operator
def touch_after_forget(d):
    """The request is completed even when it was sent and forgotten."""
    for f in d.functions():
        if not forgets(f):
            continue
        for c in sends(f):
            span = f.src.simple(c)
            if span and len(sends(f)) == 1:
                yield Mutant("touch-after-forget", f, ["send-and-forget-then-touched"],
                             [put(f, "(void)WdfRequestGetStatus(%s);" % c.arg(0), span[1])], at=c.start)
