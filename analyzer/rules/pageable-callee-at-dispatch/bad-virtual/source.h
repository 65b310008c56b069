/*
 * Where samples come from: an interface of the driver's own, with one class behind it.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

class SampleSource {
public:
    virtual ~SampleSource() {}
    virtual ULONG Formats() = 0;
};

class FileSource : public SampleSource {
public:
    ULONG Formats() override;
};
