"""Why a file cannot be evidence, and what to do instead, in both languages."""

from __future__ import annotations

from plumbline.errors import Code, RecordError
from plumbline.text import Text

TAKEN = Text("Attach a PDF, a photograph (JPEG, PNG, WebP), or a DOCX or XLSX document",
             "请上传PDF、照片（JPEG、PNG、WebP）、DOCX或XLSX文件")
AS_PDF = Text("Open it, print or export it as a PDF, and attach that", "请打开该文件，打印或导出为PDF后再上传")
AGAIN = Text("Get the file once more from where it was made, see whether it opens, and attach it again",
             "请从来源处重新取得该文件，确认能够打开后再上传")
WORDS: dict[Code, tuple[Text, Text]] = {
    Code("evidence_file.empty"): (Text("the file is empty", "文件为空"), AGAIN),
    Code("evidence_file.type"): (
        Text("this is not a type of file that can be evidence", "该文件类型不能作为佐证材料"), TAKEN),
    Code("evidence_file.no_photograph"): (
        Text("this is no photograph", "这不是照片"),
        Text("Attach a JPEG, PNG or WebP", "请上传JPEG、PNG或WebP格式的照片")),
    Code("evidence_file.web_page"): (
        Text("this is a web page, whatever its name says", "无论文件名如何，该文件实为网页"), AS_PDF),
    Code("evidence_file.program"): (Text("this is a program", "该文件是程序"), TAKEN),
    Code("evidence_file.heic"): (
        Text("this is a photograph in HEIC or AVIF format, which many computers cannot show",
             "该照片为HEIC或AVIF格式，许多计算机无法显示"),
        Text("Save it as JPEG and attach that; a phone does so when its camera is set to 'most compatible'",
             "请另存为JPEG后上传；也可在手机相机设置中选择“兼容性最佳”")),
    Code("evidence_file.old_office"): (
        Text("this is an old or a protected office document", "这是旧版格式或受密码保护的办公文档"),
        Text("Save it as DOCX or XLSX without a password, or as PDF", "请另存为不带密码的DOCX或XLSX，或导出为PDF")),
    Code("evidence_file.two_things"): (
        Text("the file is two things at once: it hides another file in itself",
             "该文件同时是两种文件：其中隐藏了另一文件"), AS_PDF),
    Code("evidence_file.png_end"): (
        Text("the picture is cut short, or goes on after its end", "图片不完整，或在结尾之后还有内容"), AGAIN),
    Code("evidence_file.broken"): (
        Text("the file is damaged and cannot be opened", "文件已损坏，无法打开"), AGAIN),
    Code("evidence_file.pixels"): (
        Text("the picture is larger than any camera takes", "图片尺寸过大，超出相机所能拍摄的范围"),
        Text("Make it smaller, at most 120 million pixels, and attach it again", "请缩小至1.2亿像素以内后再上传")),
    Code("evidence_file.encrypted"): (
        Text("the file is locked with a password or rights", "文件设有密码或权限限制"),
        Text("Save it without protection and attach that", "请取消保护后另存并上传")),
    Code("evidence_file.script"): (
        Text("this PDF holds a program (JavaScript)", "该PDF含有程序（JavaScript）"), AS_PDF),
    Code("evidence_file.launch"): (
        Text("this PDF starts other programs or takes in other files", "该PDF会启动其他程序或载入其他文件"), AS_PDF),
    Code("evidence_file.film"): (
        Text("this PDF holds films or other moving parts", "该PDF含有影片或其他动态内容"), AS_PDF),
    Code("evidence_file.xfa"): (
        Text("this PDF is a form of a kind that only one program shows (XFA)", "该PDF为XFA表单，仅个别程序能够显示"),
        AS_PDF),
    Code("evidence_file.macros"): (
        Text("this document holds macros or controls", "该文档含有宏或控件"),
        Text("Save it as DOCX or XLSX without macros, or as PDF", "请另存为不含宏的DOCX或XLSX，或导出为PDF")),
    Code("evidence_file.fetches"): (
        Text("this document fetches a template or data from elsewhere when it is opened",
             "该文档打开时会从其他位置载入模板或数据"), AS_PDF),
    Code("evidence_file.bomb"): (
        Text("this document unpacks to far more than a document holds", "该文档解压后的内容远超正常文档"), AS_PDF),
    Code("evidence_file.slow"): (
        Text("the file takes too long or too much memory to check", "检查该文件耗时过长或占用内存过多"),
        Text("Divide it, or print it as a simpler PDF, and attach that", "请拆分文件，或打印为较简单的PDF后上传")),
    Code("evidence_file.too_large"): (
        Text("the file is larger than {most} MB", "文件超过{most} MB"),
        Text("Make it smaller or divide it", "请压缩或拆分后上传")),
    Code("evidence_file.misnamed"): (
        Text("the name ends in '.{ending}', but the content is {type}", "文件名以“.{ending}”结尾，内容却是{type}"),
        Text("Give the file its right ending, .{right}, if it is what you mean to attach",
             "如确为所需文件，请将扩展名改为.{right}后上传")),
}


class Refused(RecordError):
    """A file that cannot be evidence."""


def not_evidence(code: Code | str, name: str, **holes: object) -> Refused:
    """What is said of the file that its owner calls ``name``. ``code`` is one of those above; ``holes`` are what stands
    in braces there."""
    what, next_step = WORDS[Code(code)]
    return Refused(code, what.filled(**holes), where=name, next_step=next_step.filled(**holes))
